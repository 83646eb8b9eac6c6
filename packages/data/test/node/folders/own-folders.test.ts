import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seed } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ImageFolderOptions } from '../../../src/node.js';
import { imageFolder, readLabelledFolder } from '../../../src/node.js';
import { values } from '../../values.js';
import { png, temporaryFolder, writeFiles, zipOf } from '../fixtures.js';

const grey = { size: 2, channels: 1, cache: false, ways: 2, shots: 1, queries: 1 } as const;
const splits = ['train', 'validation', 'test'] as const;
const picture = await png(9);

/** Two pictures at each place. */
const at = (...folders: readonly string[]): Record<string, Uint8Array> =>
  Object.fromEntries(folders.flatMap((folder) => [0, 1].map((number) => [`${folder}/${number}.png`, picture])));

const written = async (files: Record<string, Uint8Array>): Promise<string> =>
  writeFiles(await temporaryFolder(), files);

const zipped = async (files: Record<string, Uint8Array>): Promise<string> => {
  const path = join(await temporaryFolder(), 'all.zip');
  await writeFile(path, await zipOf(files));
  return path;
};

interface Seen {
  readonly classes: readonly string[][];
  readonly told: readonly string[];
}

const look = async (path: ImageFolderOptions['path'], options: Partial<ImageFolderOptions> = {}): Promise<Seen> => {
  const told: string[] = [];
  const source = imageFolder({ ...grey, message: (text) => told.push(text), ...options, path });
  const classes: string[][] = [];
  for (const split of splits) classes.push((await source.examples(split)).classes.map(({ name }) => name));
  return { classes, told };
};

describe('folders that are named for splits', () => {
  it.each([
    ['train, val and test', at('train/a', 'train/b', 'val/c', 'test/d'), [['a', 'b'], ['c'], ['d']]],
    ['Training and valid, in a folder', at('set/Training/a', 'set/valid/b'), [['a'], ['b'], []]],
    ['test alone', at('test/a', 'test/b'), [[], [], ['a', 'b']]],
    ['train alone, with deeper folders', at('train/a/x', 'train/b/x'), [['a', 'b'], [], []]],
  ])('are these splits, in folders and zips: %s', async (_, files, expected) => {
    expect((await look(await written(files))).classes).toEqual(expected);
    expect((await look(await zipped(files))).classes).toEqual(expected);
  });

  it('are refused with what to write when two share a class, zipped or not, by one path or a path for each', async () => {
    const files = at('train/a', 'train/b', 'test/b', 'test/c');
    const path = await written(files);
    const message = /1 classes lie in train as well as in test: b\. .*Pass one folder, as path: 'DIR\/train'/;
    await expect(look(path)).rejects.toThrow(message);
    await expect(look(await zipped(files))).rejects.toThrow(message);
    await expect(look({ train: join(path, 'train'), test: join(path, 'test') })).rejects.toThrow(message);
    const lists = { classes: { train: ['a'], test: ['b', 'c'] } };
    expect((await look(path, lists)).classes).toEqual([['a'], [], ['b', 'c']]);
  });

  it('are refused when it is not plain what they are', async () => {
    await expect(look(await written(at('train/a', 'test/b', 'more/c')))).rejects.toThrow(
      /has the folders '\w+', '\w+', which are named for splits, beside others: 'more'\. Say which is which: path: \{ train: /,
    );
    await expect(look(await written(at('train/a', 'val/b', 'valid/c')))).rejects.toThrow(
      'two of them stand for one split',
    );
    await expect(look(await written(at('train', 'test')))).rejects.toThrow(
      /has pictures in 'train\/' itself, which is named for a split\. .*by a table/,
    );
    await expect(look({ train: await written(at('train/a', 'test/b')) })).rejects.toThrow(
      "which are named for splits, where folders of classes were expected. Pass one of them: '",
    );
    await expect(look(await written(at('train/a', 'test/b')), { split: { train: 1 } })).rejects.toThrow(
      'split divides classes that lie together by fractions, but here they lie in train, test',
    );
  });

  it('leave a class named train among others a class', async () => {
    const { classes } = await look(await written(at('train', 'bus', 'car')), { split: { train: 1 } });
    expect(classes[0]).toEqual(['bus', 'car', 'train']);
  });

  it('a split whose path is not there does not hinder the others', async () => {
    const source = imageFolder({ ...grey, path: { train: await written(at('a', 'b')), test: '/nowhere' } });
    expect((await source.examples('train')).classes.length).toBe(2);
    await expect(source.examples('test')).rejects.toThrow("'/nowhere' cannot be read");
  });
});

describe('classes are the first folders', () => {
  const all = { split: { train: 1, validation: 0, test: 0 } };

  it('for tasks and for labelled folders alike, with a word about deeper ones', async () => {
    const path = await written(at('cat/indoor', 'cat/outdoor', 'dog/indoor', 'dog'));
    const { classes, told } = await look(path, all);
    expect(classes[0]).toEqual(['cat', 'dog']);
    expect(told).toEqual([
      `imageFolder: '${path}': pictures in folders below that of their class belong to it, as 'cat/indoor/0.png' to 'cat': 6. ` +
        'Where deeper folders are the classes, pass levels: 2.',
    ]);
    const { labels } = await readLabelledFolder(path, { ...grey, message: () => undefined });
    expect(labels).toEqual(['cat', 'cat', 'cat', 'cat', 'dog', 'dog', 'dog', 'dog']);
  });

  it('or as many folders as levels says', async () => {
    const path = await written(at('fish/ray', 'fish/shark', 'bird/kiwi'));
    expect((await look(path, { ...all, levels: 2 })).classes[0]).toEqual(['bird/kiwi', 'fish/ray', 'fish/shark']);
    const { labels } = await readLabelledFolder(path, { ...grey, levels: 2 });
    expect(new Set(labels)).toEqual(new Set(['bird/kiwi', 'fish/ray', 'fish/shark']));
    await expect(look(path, { levels: 0 })).rejects.toThrow('levels must be a whole number of folders');
    await expect(look(path, { ...all, levels: 3 })).rejects.toThrow(/'\S+': levels is 3/);
  });
});

describe('files that are no pictures', () => {
  it('are counted by extension, and folders without pictures are named; every format that the decoder has is read', async () => {
    const as = (format: 'webp' | 'tiff' | 'gif' | 'avif'): Promise<Buffer> =>
      sharp(picture).toFormat(format).toBuffer();
    const path = await written({
      ...at('cat'),
      'cat/2.webp': await as('webp'),
      'dog/1.TIF': await as('tiff'),
      'dog/2.gif': await as('gif'),
      'dog/3.avif': await as('avif'),
      'dog/4.jfif': await sharp(picture).jpeg().toBuffer(),
      'emu/1.bmp': Uint8Array.of(1),
      'emu/2.bmp': Uint8Array.of(1),
      'emu/notes.txt': Uint8Array.of(1),
      'emu/Thumbs.db': Uint8Array.of(1),
    });
    const told: string[] = [];
    const source = imageFolder({ ...grey, path, split: { train: 1 }, message: (text) => told.push(text) });
    const { classes } = await source.examples('train');
    expect(classes.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['cat', 3],
      ['dog', 4],
    ]);
    await source.examples('test');
    expect(told.map((text) => text.replace(`imageFolder: '${path}': `, ''))).toEqual([
      expect.stringMatching(/^files that were skipped: 3 of 11 \(2 \.bmp, 1 \.txt\)\. Pictures are \.png/),
      'folders with files but without pictures are no classes: emu (2 .bmp, 1 .txt).',
    ]);
    const labelled: string[] = [];
    const { labels } = await readLabelledFolder(path, { ...grey, message: (text) => labelled.push(text) });
    expect([labels.length, labelled.length]).toEqual([7, 2]);
  });
});

/** Three classes of four pictures, all different. */
const files = Object.fromEntries(
  await Promise.all(
    [0, 1, 2].flatMap((of) => [0, 1, 2, 3].map(async (i) => [`c${of}/${i}.png`, await png(20 * of + i)] as const)),
  ),
);

describe('decoding on demand', () => {
  it('gives the same episodes as decoding ahead, bit for bit, whatever is kept', async () => {
    const path = await written(files);
    const tasks = async (options: Partial<ImageFolderOptions>) => {
      const source = imageFolder({ ...grey, split: { train: 1 }, rotations: 'classes', ...options, path });
      const train = await source.open('train');
      const batches = [];
      for (const number of [1, 2, 3])
        batches.push(values(await train.sample({ seed: seed(number), tasks: 3, params: {} })));
      return { batches, examples: await source.examples('train'), names: train.names?.({ seed: seed(1), tasks: 1 }) };
    };
    const ahead = await tasks({ decode: 'ahead' });
    expect('values' in ahead.examples).toBe(true);
    for (const memory of [1, 5e-6]) {
      const onDemand = await tasks({ decode: 'on-demand', memory });
      expect('read' in onDemand.examples).toBe(true);
      expect(onDemand.batches).toEqual(ahead.batches);
      expect(onDemand.names).toEqual(ahead.names);
    }
    expect('read' in (await tasks({ memory: 4e-5 })).examples).toBe(true); // 12 pictures of 4 bytes are more
    expect('values' in (await tasks({ memory: 5e-5 })).examples).toBe(true);
  });

  it('tells a damaged picture when it is drawn, and does not leave pictures out', async () => {
    const path = await written({ ...files, 'c0/0.png': Uint8Array.of(1) });
    const options = { ...grey, path, split: { train: 1 }, decode: 'on-demand', queries: 3 } as const;
    const train = await imageFolder({ ...options, ways: 3 }).open('train');
    await expect(train.sample({ seed: seed(1), tasks: 1, params: {} })).rejects.toThrow(
      /images are damaged[^]*c0\/0\.png/,
    );
    expect(() => imageFolder({ ...options, damaged: 'skip' })).toThrow("Pass decode: 'ahead'");
    expect(() => imageFolder({ ...options, memory: 0 })).toThrow('memory must be a positive number of megabytes');
  });
});
