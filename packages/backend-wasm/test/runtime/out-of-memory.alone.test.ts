import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Allocator } from '../../src/runtime/out-of-memory.js';
import { guardAllocation } from '../../src/runtime/out-of-memory.js';
import { wasm } from '../../src/wasm.js';

const machineOf = (_malloc: Allocator['_malloc']): Allocator => ({ _malloc, _free: () => undefined });

describe('guardAllocation', () => {
  it('passes addresses on, and tells what to do where there is none', () => {
    const machine = machineOf((bytes) => (bytes > 100 ? 0 : 16));
    guardAllocation(machine, () => 3 * 2 ** 20);
    expect(machine._malloc(100)).toBe(16);
    expect(() => machine._malloc(5 * 2 ** 20)).toThrow(
      'wasm: out of memory: 5 MB more are wanted, and 3 MB of the 4 GB',
    );
    expect(() => machine._malloc(101)).toThrow('slices');
  });

  it('takes no bytes at no address for what it is', () => {
    const machine = machineOf(() => 0);
    guardAllocation(machine, () => 0);
    expect(machine._malloc(0)).toBe(0);
  });

  it('is not undone by an allocator that replaces itself when it is first called', () => {
    const machine = machineOf((bytes) => (machine._malloc = real)(bytes));
    const real = (bytes: number): number => (bytes > 100 ? 0 : 16);
    guardAllocation(machine, () => 0);
    expect(machine._malloc(1)).toBe(16);
    expect(() => machine._malloc(101)).toThrow('out of memory');
  });

  it('guards an allocator once', () => {
    const machine = machineOf(() => 16);
    guardAllocation(machine, () => 0);
    const first = machine._malloc;
    guardAllocation(machine, () => 0);
    expect(machine._malloc).toBe(first);
  });
});

/** Tensors of 1.9 GB that nothing is written to, so that no memory is really used. */
const unwritten = (count: number): tf.Tensor[] =>
  Array.from({ length: count }, () => {
    const backend = tf.backend() as unknown as { makeOutput: (shape: number[], dtype: string) => tf.TensorInfo };
    return tf.engine().makeTensorFromTensorInfo(backend.makeOutput([480 * 2 ** 20], 'float32'));
  });

describe('the engine', () => {
  beforeAll(() => wasm().start());

  it('says that memory is used up, keeps what it has, and goes on', () => {
    const kept = tf.tensor([1, 2, 3]);
    const before = tf.memory().numTensors;
    expect(() => tf.tidy(() => unwritten(3).map(() => tf.tensor([1])))).toThrow('wasm: out of memory: 1920 MB');
    expect(tf.memory().numTensors).toBe(before);
    expect(Array.from(tf.mul(kept, 2).dataSync())).toEqual([2, 4, 6]);
    tf.dispose(kept);
  });
});
