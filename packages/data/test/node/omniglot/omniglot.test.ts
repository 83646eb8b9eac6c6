import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seed } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { omniglot } from '../../../src/node.js';
import { values } from '../../values.js';
import { temporaryFolder } from '../fixtures.js';
import { smallOmniglot, smallSplit } from './small-omniglot.js';

const zipped = await smallOmniglot('zipped');
const small = { path: zipped, split: smallSplit, size: 4, cache: false, ways: 2, shots: 1, queries: 1 } as const;

describe('omniglot', () => {
  it.each(['zipped', 'unpacked'] as const)('reads the characters of a split, %s, ink 1 on paper 0', async (form) => {
    const source = omniglot({ ...small, path: await smallOmniglot(form) });
    const { classes, shape, values: pixels } = await source.examples('train');
    expect(classes.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['Greek/character01', 4],
      ['Greek/character02', 4],
      ['Keble/character01', 4],
      ['Keble/character02', 4],
    ]);
    expect(shape).toEqual([4, 4, 1]);
    expect(Array.from(pixels.subarray(0, 16))).toEqual([255, ...Array<number>(15).fill(0)]);
  });

  it('turns every character into four classes unless told otherwise', async () => {
    const request = { seed: seed(1), tasks: 30, params: {} };
    const corners = async (rotations?: 'none'): Promise<Set<number>> => {
      const { query } = values(await (await omniglot({ ...small, rotations }).open('test')).sample(request));
      return new Set(query.x.flatMap((ink, index) => (ink === 1 ? [index % 16] : [])));
    };
    expect([...(await corners())].sort((one, other) => one - other)).toEqual([0, 3, 12, 15]);
    expect([...(await corners('none'))]).toEqual([0]);
  });

  it('decodes no drawing of a split that is not opened', async () => {
    const source = omniglot({ ...small, path: await smallOmniglot('zipped', 'Tengwar') });
    await source.open('train');
    await source.open('validation');
    await expect(source.open('test')).rejects.toThrow('omniglot: 8 of 8 images are damaged');
  });

  it('carves a holdout from training, by character, the same for a seed', async () => {
    const names = async (holdoutSeed: number, split: 'train' | 'holdout' | 'validation'): Promise<string[]> =>
      (await omniglot({ ...small, holdout: 2, holdoutSeed }).examples(split)).classes.map(({ name }) => name);
    const [train, holdout] = [await names(0, 'train'), await names(0, 'holdout')];
    expect(holdout.length).toBe(2);
    expect(new Set([...train, ...holdout]).size).toBe(4);
    expect(await names(0, 'holdout')).toEqual(holdout);
    const others = await Promise.all([1, 2, 3, 4].map((number) => names(number, 'holdout')));
    expect(others.some((other) => other.join() !== holdout.join())).toBe(true);
    expect((await names(0, 'validation')).length).toBe(2);
    await expect(omniglot({ ...small, holdout: 4 }).open('train')).rejects.toThrow(
      'fewer than the 4 to train on, got 4',
    );
    await expect(omniglot(small).open('holdout')).rejects.toThrow("omniglot: the split 'holdout' has no classes");
  });

  it('decodes once, then reads its cache', async () => {
    const cache = await temporaryFolder();
    let decoded = 0;
    const progress = (): void => void (decoded += 1);
    const read = () => omniglot({ ...small, cache, progress }).examples('train');
    const first = await read();
    expect(decoded).toBe(16);
    expect((await read()).values).toEqual(new Uint8Array(first.values));
    expect(decoded).toBe(16);
    await omniglot({ ...small, cache, progress, size: 5 }).examples('train');
    expect(decoded).toBe(32);
  });

  it('takes a split from a file, as ranges or as lists', async () => {
    const folder = await temporaryFolder();
    const split = join(folder, 'split.json');
    await writeFile(split, JSON.stringify({ train: ['Latin/character02'], test: { Keble: '1' } }));
    const source = omniglot({ ...small, split });
    expect((await source.examples('train')).classes.map(({ name }) => name)).toEqual(['Latin/character02']);
    expect((await source.examples('test')).classes.map(({ name }) => name)).toEqual(['Keble/character01']);
    await writeFile(split, '{ "train": 3 }');
    await expect(omniglot({ ...small, split }).open('train')).rejects.toThrow(
      /split must be 'vinyals', 'random' or a JSON file/,
    );
    await expect(omniglot({ ...small, split: 'vinyal' }).open('train')).rejects.toThrow(
      "'vinyal': no such file or folder",
    );
  });

  it('says what is missing and where to get it', async () => {
    await expect(omniglot({ ...small, path: '/nowhere' }).open('train')).rejects.toThrow(
      "omniglot: '/nowhere' cannot be read (no such file or folder). Expected the folder with images_background.zip and images_evaluation.zip (or both unpacked), from https://github.com/brendenlake/omniglot",
    );
    const half = await smallOmniglot('zipped');
    await rm(join(half, 'images_evaluation.zip'));
    await expect(omniglot({ ...small, path: half }).open('train')).rejects.toThrow(
      /images_evaluation\.zip' cannot be read/,
    );
    await expect(omniglot({ ...small, split: 'vinyals' }).open('validation')).rejects.toThrow(
      'omniglot: 172 characters of the split are not in the archives: Armenian/character01',
    );
  });

  it('refuses ways that the classes do not give', async () => {
    await expect(omniglot(small).open('train', { ways: 17 })).rejects.toThrow(
      "'omniglot/train' has 16 classes with at least 2 examples, but ways is 17",
    );
  });
});

const path = fileURLToPath(new URL('../../../../../../shared/data/omniglot', import.meta.url));

describe.skipIf(!existsSync(path))('omniglot, as published (../shared/data/omniglot)', () => {
  it('has 20 drawings of a character, each a thin line of ink', async () => {
    const split = { train: { Hebrew: '1-2', Armenian: '3' } };
    const { classes, values: pixels, shape } = await omniglot({ path, split, cache: false }).examples('train');
    expect(shape).toEqual([28, 28, 1]);
    expect(classes.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['Hebrew/character01', 20],
      ['Hebrew/character02', 20],
      ['Armenian/character03', 20],
    ]);
    for (const row of classes.flatMap(({ rows }) => rows)) {
      const ink =
        Array.from(pixels.subarray(row * 784, row * 784 + 784)).reduce((sum, value) => sum + value, 0) / 255 / 784;
      expect(ink).toBeGreaterThan(0.01);
      expect(ink).toBeLessThan(0.25);
    }
  });
});
