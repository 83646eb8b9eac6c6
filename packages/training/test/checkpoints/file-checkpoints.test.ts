import { disposeTree, tidy, useBackend } from '@innerloop/core';
import { expectTreesEqual } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/index.js';
import { fileCheckpoints } from '../../src/node.js';
import { stepOf } from '../support/step.js';
import { key } from '../support/tasks.js';

beforeAll(async () => {
  await useBackend('cpu');
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'innerloop-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const checkpoint = (): Checkpoint => ({
  settings: { step: 'a · b · c', tasks: 'curves', seed: 7, metaBatch: 3 },
  iteration: 12,
  state: tidy(() => stepOf().init(key)),
  best: { iteration: 9, value: 0.5 },
});

describe('fileCheckpoints', () => {
  it('gives back what was saved, bit for bit, and makes its folder', async () => {
    const store = fileCheckpoints(join(folder, 'deep', 'down'));
    const saved = checkpoint();
    await store.save('last', saved);
    const found = (await store.load('last')) as Checkpoint;
    expectTreesEqual(found.state, saved.state);
    expect({ ...found, state: 0 }).toEqual({ ...saved, state: 0 });
    expect(await readdir(join(folder, 'deep', 'down'))).toEqual(['last.safetensors']);
    disposeTree([found.state, saved.state]);
  });

  it('has nothing where nothing was saved', async () => {
    expect(await fileCheckpoints(folder).load('best')).toBeUndefined();
  });

  it.each([
    { damage: 'truncated', change: (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - 7) },
    { damage: 'empty', change: (): Buffer => Buffer.alloc(0) },
    { damage: 'flipped in one bit', change: (bytes: Buffer): Buffer => flipped(bytes) },
  ])('refuses a file that is $damage, names it, and leaks nothing', async ({ change }) => {
    const store = fileCheckpoints(folder);
    const saved = checkpoint();
    await store.save('last', saved);
    disposeTree(saved.state);
    const path = join(folder, 'last.safetensors');
    await writeFile(path, change(await readFile(path)));
    const before = tf.memory().numTensors;
    await expect(store.load('last')).rejects.toThrow(path);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps the checkpoint before when it cannot write, and leaves no temporary file', async () => {
    const store = fileCheckpoints(folder);
    const saved = checkpoint();
    await store.save('last', saved);
    const blocked = fileCheckpoints(join(folder, 'last.safetensors', 'below-a-file'));
    await expect(blocked.save('last', saved)).rejects.toThrow('could not write');
    await mkdir(join(folder, 'taken', 'last.safetensors'), { recursive: true });
    await expect(fileCheckpoints(join(folder, 'taken')).save('last', saved)).rejects.toThrow('could not write');
    expect(await readdir(join(folder, 'taken'))).toEqual(['last.safetensors']);
    const found = (await store.load('last')) as Checkpoint;
    expectTreesEqual(found.state, saved.state);
    disposeTree([found.state, saved.state]);
    await chmod(folder, 0o700);
  });
});

function flipped(bytes: Buffer): Buffer {
  const at = bytes.length - 3;
  bytes[at] = (bytes[at] as number) ^ 1;
  return bytes;
}
