import { EngineError } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import { loadNative, packageFor } from '../../src/node/load.js';

/** What this runtime says of a package that is nowhere, said of tfjs-node. */
async function absence(): Promise<Error> {
  const name: string = '@absent/package';
  const said = await import(name).then(String, (error: unknown) => (error as Error).message);
  return new Error(said.replaceAll(name, packageFor(false)));
}

async function failureOf(name: string, error: Error): Promise<EngineError> {
  try {
    await loadNative(name, () => Promise.reject(error));
  } catch (failure) {
    expect(failure).toBeInstanceOf(EngineError);
    return failure as EngineError;
  }
  throw new Error('It loaded.');
}

describe('loading the native engine', () => {
  it('names the package that is missing and both ways to get it', async () => {
    const { message } = await failureOf(packageFor(false), await absence());
    expect(message).toMatch(/@tensorflow\/tfjs-node, an optional peer, which is not installed/);
    expect(message).toContain('npm install @tensorflow/tfjs-node@4.22.0');
    expect(message).toContain('npm run setup:native');
  });

  it('knows what Node says in both module systems', async () => {
    const name = packageFor(false);
    for (const said of [`Cannot find package '${name}' imported from /x.js`, `Cannot find module '${name}'`])
      expect((await failureOf(name, new Error(said))).message).toContain('not installed');
  });

  it('names no recipe for the GPU, for which there is none', async () => {
    const name = packageFor(true);
    const { message } = await failureOf(name, new Error(`Cannot find package '${name}' imported from /x.js`));
    expect(message).toContain('npm install @tensorflow/tfjs-node-gpu@4.22.0');
    expect(message).not.toContain('setup:native');
  });

  it('tells a package that is there and does not load from one that is missing, with the reason', async () => {
    const reason =
      'The Node.js native addon module (tfjs_binding.node) can not be found at path: /@tensorflow/tfjs-node/lib';
    const failure = await failureOf(packageFor(false), new Error(reason));
    expect(failure.message).toContain(`is installed but does not load (${reason})`);
    expect(failure.cause).toBeInstanceOf(Error);
    const other = await failureOf(packageFor(false), new Error("Cannot find module 'adm-zip'"));
    expect(other.message).toContain('does not load');
  });

  it('is silent where it loads', async () => {
    await expect(loadNative('x', () => Promise.resolve({}))).resolves.toBeUndefined();
  });
});
