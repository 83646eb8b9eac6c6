import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seed } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it, vi } from 'vitest';
import type { ImageFolderOptions } from '../../../src/node.js';
import { imageFolder } from '../../../src/node.js';
import { values } from '../../values.js';
import { png, temporaryFolder, writeFiles, zipOf } from '../fixtures.js';

const letters = ['a', 'b', 'c', 'd', 'e'];

/** Classes a … e of three even grey images; the image i of class c has the value 10 c + i. */
async function greyFiles(prefix = ''): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const [number, letter] of letters.entries()) {
    for (const image of [0, 1, 2]) files[`${prefix}${letter}/${image}.png`] = await png(10 * number + image);
  }
  return files;
}

const folder = await writeFiles(await temporaryFolder(), await greyFiles());
const lists = await temporaryFolder();
const grey = { size: 2, channels: 1, cache: false, ways: 2, shots: 1, queries: 1 } as const;
const all = { train: letters };

const classesOf = async (
  options: ImageFolderOptions,
  split: 'train' | 'holdout' | 'validation' | 'test',
): Promise<string[]> => (await imageFolder(options).examples(split)).classes.map(({ name }) => name);

describe('imageFolder', () => {
  it('reads the images of each class, from a folder as from a zip archive', async () => {
    const zip = join(lists, 'images.zip');
    await writeFile(zip, await zipOf(await greyFiles('inside/of/it/')));
    for (const path of [folder, zip]) {
      const { classes, shape, values: pixels } = await imageFolder({ ...grey, path, classes: all }).examples('train');
      expect(shape).toEqual([2, 2, 1]);
      expect(classes.map(({ name }) => name)).toEqual(letters);
      classes.forEach(({ rows }, number) => {
        expect(rows.map((row) => pixels[row * 4])).toEqual([0, 1, 2].map((image) => 10 * number + image));
      });
    }
  });

  it('divides the classes by fractions and a seed, none of them shared', async () => {
    const options = { ...grey, path: folder, split: { train: 0.6, validation: 0.2, test: 0.2, seed: 3 } };
    const splits = await Promise.all(
      (['train', 'validation', 'test'] as const).map((split) => classesOf(options, split)),
    );
    expect(splits.map(({ length }) => length)).toEqual([3, 1, 1]);
    expect(splits.flat().sort()).toEqual(letters);
  });

  it('takes class lists in code, JSON, JSON with groups, and CSV', async () => {
    await writeFiles(lists, {
      'names.json': Buffer.from('["b", "d"]'),
      'pairs.json': Buffer.from('[["group", "b"], ["group", "d"]]'),
      'rows.csv': Buffer.from('filename,label\nb0.jpg,b\nb1.jpg,b\nd0.jpg,d\n'),
    });
    for (const train of [['b', 'd'], ...['names.json', 'pairs.json', 'rows.csv'].map((name) => join(lists, name))]) {
      expect(await classesOf({ ...grey, path: folder, classes: { train } }, 'train')).toEqual(['b', 'd']);
    }
  });

  it('takes all classes of a path of their own', async () => {
    const path = {
      train: folder,
      validation: await writeFiles(await temporaryFolder(), { 'x/1.png': await png(1), 'y/1.png': await png(1) }),
    };
    expect(await classesOf({ ...grey, path, holdout: 2 }, 'validation')).toEqual(['x', 'y']);
    const [train, holdout] = [
      await classesOf({ ...grey, path, holdout: 2 }, 'train'),
      await classesOf({ ...grey, path, holdout: 2 }, 'holdout'),
    ];
    expect([train.length, holdout.length]).toEqual([3, 2]);
    expect([...train, ...holdout].sort()).toEqual(letters);
    await expect(imageFolder({ ...grey, path }).open('test')).rejects.toThrow(
      "imageFolder: there is no path for the split 'test'",
    );
  });

  it('finds listed classes in folders of folders by the end of their path', async () => {
    const nested = await writeFiles(await temporaryFolder(), {
      'fish/ray/1.png': await png(1),
      'fish/eel/1.png': await png(1),
      'bird/kiwi/1.png': await png(1),
    });
    expect(await classesOf({ ...grey, path: nested, classes: { train: ['ray', 'bird/kiwi'] } }, 'train')).toEqual([
      'ray',
      'bird/kiwi',
    ]);
  });

  it('samples episodes with values from 0 to 1', async () => {
    const distribution = await imageFolder({ ...grey, path: folder, classes: all, invert: true }).open('train');
    const { support } = values(await distribution.sample({ seed: seed(1), tasks: 4, params: {} }));
    expect(support.x.every((value) => value > 0.8 && value <= 1)).toBe(true);
  });

  it('decodes again when a file changed, and only then', async () => {
    const path = await writeFiles(await temporaryFolder(), { 'a/1.png': await png(1), 'b/1.png': await png(2) });
    let decoded = 0;
    const options = {
      ...grey,
      path,
      classes: { train: ['a', 'b'] },
      cache: await temporaryFolder(),
      progress: () => void (decoded += 1),
    };
    await imageFolder(options).examples('train');
    await imageFolder(options).examples('train');
    expect(decoded).toBe(2);
    await writeFiles(path, { 'b/2.png': await png(3) });
    expect((await imageFolder(options).examples('train')).classes[1]?.rows.length).toBe(2);
    expect(decoded).toBe(5);
  });

  it('names damaged images and refuses, or leaves them out with a warning', async () => {
    const path = await writeFiles(await temporaryFolder(), { ...(await greyFiles()), 'c/1.png': Uint8Array.of(1, 2) });
    const options = { ...grey, path, classes: all };
    await expect(imageFolder(options).open('train')).rejects.toThrow(
      /^imageFolder: 1 of 15 images are damaged\.[^]*\/c\/1\.png: /,
    );
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { classes, values: pixels } = await imageFolder({ ...options, damaged: 'skip' }).examples('train');
    expect(classes.map(({ rows }) => rows.length)).toEqual([3, 3, 2, 3, 3]);
    expect(pixels[(classes[3]?.rows[0] as number) * 4]).toBe(30);
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/^imageFolder: 1 damaged images were left out: .*c\/1\.png$/),
    );
    warn.mockRestore();
  });

  it('does not look at images of classes that are in no opened split', async () => {
    const path = await writeFiles(await temporaryFolder(), { ...(await greyFiles()), 'e/1.png': Uint8Array.of(1) });
    const source = imageFolder({ ...grey, path, classes: { train: ['a', 'b'], test: ['e'] } });
    await source.open('train');
    await expect(source.open('test')).rejects.toThrow('1 of 3 images are damaged');
  });

  it('says what does not fit', async () => {
    const open = (options: Partial<ImageFolderOptions>) =>
      imageFolder({ ...grey, path: folder, classes: all, ...options }).open('train');
    await expect(open({ path: join(folder, 'nothing') })).rejects.toThrow(
      /nothing' cannot be read \(no such file or folder\)\. Expected pictures as CLASS\/name\.png/,
    );
    await expect(open({ classes: { train: ['a', 'ghost'] } })).rejects.toThrow(
      'imageFolder: 1 of 2 listed classes have no images: ghost. There are: a, b, c, d, e.',
    );
    await expect(open({ classes: { train: ['a'], test: ['a'] } })).rejects.toThrow(
      "class 'a' is listed in train and in test",
    );
    await expect(open({ classes: { train: join(folder, 'no.csv') } })).rejects.toThrow(
      /the class list '.*no\.csv' cannot be read \(no such file or folder\)\. Expected JSON/,
    );
    await writeFile(join(lists, 'bad.csv'), 'one,two\n1,2\n');
    await expect(open({ classes: { train: join(lists, 'bad.csv') } })).rejects.toThrow(
      "it has the columns one, two, and none is named 'label'",
    );
    await writeFile(join(lists, 'bad.json'), '{"a": 1}');
    await expect(open({ classes: { train: join(lists, 'bad.json') } })).rejects.toThrow('it is not a list of names');
    await expect(open({ path: join(folder, 'a') })).rejects.toThrow(
      /a' has no pictures of the form CLASS\/name\.png \(3 pictures outside of folders, 0 other files\)/,
    );
    await expect(open({ ways: 6 })).rejects.toThrow('has 5 classes with at least 2 examples, but ways is 6');
    await expect(open({ shots: 3 })).rejects.toThrow('has 0 classes with at least 4 examples, but ways is 2');
    expect(() => imageFolder({ ...grey, path: folder, classes: all, split: { train: 1 } })).toThrow(
      'leave it out where classes or paths are given',
    );
    await rm(join(lists, 'bad.csv'));
  });
});

const shared = fileURLToPath(new URL('../../../../../../shared/data', import.meta.url));

describe.skipIf(!existsSync(join(shared, 'cifar_fs')))('imageFolder, CIFAR-FS (../shared/data/cifar_fs)', () => {
  it('has 600 images of 32 × 32 in a class', async () => {
    const path = { validation: join(shared, 'cifar_fs/val.zip') };
    const all = imageFolder({ path, size: 32, cache: false, classes: { validation: ['shark'] } });
    const { shape, classes } = await all.examples('validation');
    expect(shape).toEqual([32, 32, 3]);
    expect(classes.map(({ name, rows }) => [name, rows.length])).toEqual([['shark', 600]]);
  });
});

describe.skipIf(!existsSync(join(shared, 'mini_imagenet')))(
  'imageFolder, miniImageNet (../shared/data/mini_imagenet)',
  () => {
    it('takes its classes from a table like the published one', async () => {
      const mini = join(shared, 'mini_imagenet');
      const lines = (await readFile(join(mini, 'val.csv'), 'utf8')).split('\n');
      const table = join(lists, 'val.csv');
      await writeFile(table, lines.slice(0, 700).join('\n')); // 600 rows a class: the first two
      const path = { validation: join(mini, 'mini84_val_100.zip') };
      const source = imageFolder({ path, size: 84, cache: false, classes: { validation: table } });
      const { classes, values: pixels } = await source.examples('validation');
      expect(classes.map(({ rows }) => rows.length)).toEqual([100, 100]);
      expect(classes.map(({ name }) => name).sort()).toEqual(['n01855672', 'n02091244']);
      expect(pixels.length).toBe(200 * 84 * 84 * 3);
    });
  },
);
