import { InvalidDataError, InvalidOptionError, seed, useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { features, sampler } from '../../src/node.js';
import type { FeaturesOptions } from '../../src/node.js';
import { values } from '../values.js';
import { temporaryFolder } from './fixtures.js';

beforeAll(() => useBackend('cpu'));

const folder = await temporaryFolder();

/** A `.npy` file with a header of its own. */
async function npy(name: string, descr: string, shape: readonly number[], data: ArrayBufferView): Promise<string> {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`.padEnd(117) + '\n';
  const body = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00' + header, 'latin1'), body]));
  return path;
}

/** Five classes of four examples; example r is [r, 10 r]. */
const rows = Array.from({ length: 20 }, (_, row) => row);
const x = await npy('x.npy', '<f8', [20, 2], Float64Array.from(rows.flatMap((row) => [row, 10 * row])));
const y = await npy('y.npy', '<i8', [20], BigInt64Array.from(rows.map((row) => BigInt(row % 5))));
const size = { ways: 2, shots: 1, queries: 1 };
const request = { seed: seed(1), tasks: 20, params: {} };
const make = (options: Partial<FeaturesOptions> = {}) => features({ path: x, labels: y, ...size, ...options });
const names = async (source: ReturnType<typeof make>, split: 'train' | 'holdout' | 'validation' | 'test' = 'train') =>
  (await source.examples(split)).classes.map(({ name }) => name);

describe('features', () => {
  it('samples the classes of a split, whose names are the labels or those of a list', async () => {
    const split = { train: [0, 1, 2], test: [3, 4] };
    const { support } = values(await (await make({ split }).open('test')).sample(request));
    expect(new Set(support.x.filter((_, at) => at % 2 === 0).map((row) => row % 5))).toEqual(new Set([3, 4]));
    expect(await names(make({ split }), 'test')).toEqual(['3', '4']);
    const list = join(folder, 'names.json');
    await writeFile(list, JSON.stringify(['a', 'b', 'c', 'd', 'e']));
    expect(await names(make({ names: list, split: { train: ['b', 'e'] } }))).toEqual(['b', 'e']);
  });

  it('standardises by the examples of the training classes alone', async () => {
    const split = { train: [0, 1, 2], test: [3, 4] };
    const plain = await make({ split }).examples('test');
    const source = make({ split, standardize: true });
    const [train, test] = [await source.examples('train'), await source.examples('test')];
    const own = rows.filter((row) => row % 5 < 3);
    const mean = own.reduce((sum, row) => sum + row, 0) / own.length;
    const deviation = Math.sqrt(own.reduce((sum, row) => sum + (row - mean) ** 2, 0) / own.length);
    const at = (test.classes[0]?.rows[0] as number) * 2;
    expect(test.values[at]).toBeCloseTo(((plain.values[at] as number) - mean) / deviation, 5);
    expect(own.reduce((sum, row) => sum + (train.values[row * 2] as number), 0)).toBeCloseTo(0, 4);
  });

  it('has a file for each split, carves a holdout, and keeps numbered labels of two files apart', async () => {
    const source = make({ path: { train: x, validation: x }, holdout: 2 });
    const [train, holdout, validation] = [
      await names(source),
      await names(source, 'holdout'),
      await names(source, 'validation'),
    ];
    expect([...train, ...holdout].sort()).toEqual(['train/0', 'train/1', 'train/2', 'train/3', 'train/4']);
    expect(holdout.length).toBe(2);
    expect(validation).toEqual(['validation/0', 'validation/1', 'validation/2', 'validation/3', 'validation/4']);
    await expect(source.open('test')).rejects.toThrow("there is no path for the split 'test'");
    const text = await npy('text.npy', '|S1', [20], Buffer.from('abcdeabcdeabcdeabcde'));
    await expect(make({ path: { train: x, validation: x }, labels: text }).open('validation')).rejects.toThrow(
      '5 classes are in the files of train and of validation: a, b, c, d, e. Splits may share no class.',
    );
  });

  it('takes bytes as 0 … 1, truth values as 0 and 1, and any shape', async () => {
    const bytes = await npy('bytes.npy', '|u1', [20, 1, 2], new Uint8Array(40).fill(255));
    const truth = await npy('truth.npy', '|b1', [20, 1], new Uint8Array(20).fill(1));
    const first = async (path: string) => {
      const episode = await (await make({ path }).open('train')).sample(request);
      const shape = episode.support.x.shape.slice(2);
      return [values(episode).support.x[0], shape];
    };
    expect(await first(bytes)).toEqual([1, [1, 2]]);
    expect(await first(truth)).toEqual([1, [1]]);
  });

  it('says what does not fit', async () => {
    const fails = async (options: Partial<FeaturesOptions>, message: string) => {
      const open = make(options).open('train');
      await expect(open).rejects.toThrow(message);
      await expect(open).rejects.toThrow(InvalidDataError);
    };
    await fails({ path: join(folder, 'none.npy') }, 'cannot be read');
    await fails({ path: join(folder, 'x.mat') }, 'is no .npz or .npy file. Save the arrays with numpy.savez');
    await fails({ labels: 'labels' }, 'is one array. Pass labels as the path of another .npy file');
    const nan = await npy('nan.npy', '<f4', [20, 1], new Float32Array(20).fill(1).fill(NaN, 7, 8));
    await fails({ path: nan }, 'number 0 of example 7 is NaN');
    const hot = await npy('hot.npy', '<i4', [20, 5], new Int32Array(100));
    await fails(
      { labels: hot },
      'expected one label for each of 20 examples, shape [20], got [20, 5]. One-hot rows become numbers with labels.argmax(1).',
    );
    const parts = await npy('parts.npy', '<f4', [20], new Float32Array(20).fill(0.5, 3));
    await fails({ labels: parts }, "label 3 is 0.5 (dtype '<f4')");
    const flat = await npy('flat.npy', '<f4', [20], new Float32Array(20));
    await fails({ path: flat }, 'expected features of shape [examples, numbers], got [20]');
    const few = join(folder, 'few.json');
    await writeFile(few, '["a", "b"]');
    await fails({ names: few }, 'label 2 is 2, but there are names for 0 … 1');
    await writeFile(few, '{"a": 1}');
    await fails({ names: few }, 'it is no list of text');
    await writeFile(few, '["a", "a"]');
    await fails({ names: few }, "has the name 'a' twice");
    expect(() => make({ path: { train: x }, split: { train: 1 } })).toThrow(InvalidOptionError);
  });

  const shared = fileURLToPath(new URL('../../../../../shared/data/cifar_fs_features', import.meta.url));
  it.skipIf(!existsSync(shared))('reads the features of CIFAR-FS (../shared/data/cifar_fs_features)', async () => {
    const at = (name: string) => join(shared, name);
    const source = features({
      path: { train: at('train.npz'), validation: at('val.npz') },
      names: { train: at('train_classes.json'), validation: at('val_classes.json') },
    });
    const validation = await source.examples('validation');
    expect([validation.shape, validation.classes.length]).toEqual([[512], 16]);
    expect(validation.classes.every(({ rows: own }) => own.length === 200)).toBe(true);
    expect(validation.classes.map(({ name }) => name)).toContain('beaver');
  });
});

describe('sampler', () => {
  it('draws tasks with the function of a module, which it loads when a split is opened', async () => {
    const path = join(folder, 'line.mjs');
    const source = sampler({ path, kind: 'regression', shots: 2, queries: 3 });
    expect(source.size).toEqual({ ways: 1, shots: 2, queries: 3 });
    await expect(source.open('train')).rejects.toThrow(`sampler: '${path}' cannot be loaded`);
    await writeFile(
      path,
      'export const sample = (random) => () => { const x = random.uniform(); return { x, y: 2 * x }; };',
    );
    const { query } = values(await (await source.open('train', { queries: 4 })).sample(request));
    expect(query.y.length).toBe(80);
    expect(query.y[0]).toBeCloseTo(2 * (query.x[0] as number), 6);
    const other = join(folder, 'other.mjs');
    await writeFile(other, 'export const lines = 1;');
    await expect(sampler({ path: other, kind: 'regression' }).open('train')).rejects.toThrow(
      'exports no function sample',
    );
  });
});
