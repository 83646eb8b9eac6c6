import { afterEach, describe, expect, it, vi } from 'vitest';
import { availableThreads, threadHost } from '../../src/threads/host.js';

afterEach(() => vi.unstubAllGlobals());

const withProcess = (changes: object): void => {
  const { versions } = process;
  const getBuiltinModule = process.getBuiltinModule.bind(process);
  vi.stubGlobal('process', { versions, getBuiltinModule, ...changes });
};

describe('where threads come from', () => {
  it('is Node', () => {
    expect(threadHost()).toBeDefined();
    expect(availableThreads()).toBeGreaterThanOrEqual(1);
    withProcess({});
    expect(threadHost()).toBeDefined();
  });

  it.each([
    ['a browser', undefined],
    ['a bundler that stands in for a process', { versions: {} }],
    ['Node before 20.16', { getBuiltinModule: undefined }],
    ['Bun', { versions: { node: '22.0.0', bun: '1.2.0' } }],
    ['Node without leave to start workers', { permission: { has: () => false } }],
  ])('is nowhere in %s', (_where, changes) => {
    if (changes === undefined) vi.stubGlobal('process', undefined);
    else withProcess(changes);
    expect(threadHost()).toBeUndefined();
    expect(availableThreads()).toBe(1);
  });

  it('is nowhere on a thread that may not wait', () => {
    const wait = vi.spyOn(Atomics, 'wait').mockImplementation(() => {
      throw new TypeError('Atomics.wait cannot be called in this context');
    });
    expect(threadHost()).toBeUndefined();
    wait.mockRestore();
  });
});
