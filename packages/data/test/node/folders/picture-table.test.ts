import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ImageFolderOptions } from '../../../src/node.js';
import { imageFolder } from '../../../src/node.js';
import { png, temporaryFolder, writeFiles, zipOf } from '../fixtures.js';

const grey = { size: 2, channels: 1, cache: false } as const;
const names = ['a0', 'a1', 'b0', 'b1', 'c0', 'c1'];
const pictures = Object.fromEntries(
  await Promise.all(names.map(async (name, i) => [`${name}.png`, await png(i)] as const)),
);
const flat = await writeFiles(await temporaryFolder(), pictures);
const tables = await temporaryFolder();
const rows = names.map((name) => `${name}.png,${name[0] as string}`);

let number = 0;
async function tableOf(content: string | Uint8Array): Promise<string> {
  const path = join(tables, `${(number += 1)}.csv`);
  await writeFile(path, content);
  return path;
}

/** Class → grey values of its pictures, in the splits that have any. */
async function look(options: Partial<ImageFolderOptions>): Promise<Record<string, Record<string, number[]>>> {
  const source = imageFolder({ ...grey, path: flat, message: () => undefined, decode: 'ahead', ...options });
  const found: Record<string, Record<string, number[]>> = {};
  for (const split of ['train', 'validation', 'test'] as const) {
    const examples = await source.examples(split);
    const values = 'values' in examples ? examples.values : [];
    if (examples.classes.length > 0)
      found[split] = Object.fromEntries(
        examples.classes.map((each) => [each.name, each.rows.map((row) => values[4 * row] as number)]),
      );
  }
  return found;
}

const all = { train: { a: [0, 1], b: [2, 3], c: [4, 5] } };
const split = { train: 1 };

describe('imageFolder with a table', () => {
  it.each<[string, string | Uint8Array]>([
    ['commas', `filename,label\n${rows.join('\n')}`],
    [
      'semicolons',
      `label;file;note\n${rows.map((row) => `${row.split(',').reverse().join(';')};"x, y"`).join('\r\n')}`,
    ],
    ['UTF-16 with a mark', Buffer.from(`\ufefffilename\tlabel\n${rows.join('\n').replaceAll(',', '\t')}`, 'utf16le')],
    ['UTF-8 with a mark', `\ufefffilename,label\n${rows.join('\n')}`],
    ['no extensions', `id,breed\n${rows.join('\n').replaceAll('.png', '')}`],
    ['paths', `path,class\n${rows.map((row) => `./${row}`).join('\n')}`],
  ])('takes classes from rows over a flat folder: %s', async (_, content) => {
    expect(await look({ table: await tableOf(content), split })).toEqual(all);
  });

  it('finds files in a zip with a folder around all, and divides classes by fractions or lists', async () => {
    const zip = join(tables, 'all.zip');
    await writeFile(
      zip,
      await zipOf(Object.fromEntries(Object.entries(pictures).map(([name, file]) => [`x/y/${name}`, file]))),
    );
    const table = await tableOf(`filename,label\n${rows.join('\n')}`);
    expect(await look({ path: zip, table, split })).toEqual(all);
    const found = await look({ path: zip, table, classes: { train: ['c'], test: ['a'] } });
    expect(found).toEqual({ train: { c: [4, 5] }, test: { a: [0, 1] } });
  });

  it('takes splits from a column, from one table each, and from columns by name', async () => {
    const expected = { train: { a: [0, 1] }, validation: { b: [2, 3] }, test: { c: [4, 5] } };
    const of: Record<string, string> = { a: 'train', b: 'val', c: 'test' };
    const column = await tableOf(
      `filename,label,split\n${rows.map((row) => `${row},${of[row[0] as string] as string}`).join('\n')}`,
    );
    expect(await look({ table: column })).toEqual(expected);
    const other = await tableOf(
      `pic,kind,part\n${rows.map((row) => `${row},${of[row[0] as string] as string}`).join('\n')}`,
    );
    expect(await look({ table: other, columns: { file: 'pic', label: 'kind', split: 'part' } })).toEqual(expected);
    const part = (letter: string) =>
      tableOf(`filename,label\n${rows.filter((row) => row.startsWith(letter)).join('\n')}`);
    expect(
      await look({ table: { train: await part('a'), validation: await part('b'), test: await part('c') } }),
    ).toEqual(expected);
  });

  it('says what does not fit', async () => {
    const refused = async (content: string | Uint8Array, options: Partial<ImageFolderOptions> = {}): Promise<unknown> =>
      look({ table: await tableOf(content), split, ...options }).catch((cause: unknown) => (cause as Error).message);
    expect(await refused('one,two\n1,2\n')).toMatch(
      /has the columns one, two, but the file is expected in one of filename, file/,
    );
    expect(await refused(`filename,label\n${rows.join('\n')}`, { columns: { label: 'kind' } })).toContain(
      "the label is expected in 'kind'",
    );
    expect(await refused('filename,label\n')).toContain('has no rows');
    expect(await refused('filename,label\na0.png,\n')).toContain('row 1 of the table');
    expect(await refused('filename,label\na0.png,a\na0.png,b\n')).toContain("gives 'a0.png' two classes, 'a' and 'b'");
    expect(await refused('filename,label\nghost.png,a\na0.png,a\n')).toMatch(
      /1 of 2 files of the table '.*' are not there: ghost\.png/,
    );
    expect(await refused('filename,label\na0.png,a,b\n')).toContain('cannot be read');
    expect(await refused(Buffer.from('filename,label\na0.png,\xe4', 'latin1'))).toContain('it is not text in UTF-8');
    expect(await refused('filename,label,split\na0.png,a,dev\n', { split: undefined })).toContain(
      "has 'dev' in its column 'split'",
    );
    expect(await refused('filename,label,split\na0.png,a,train\na1.png,a,test\n', { split: undefined })).toContain(
      '1 classes lie in train as well as in test: a',
    );
    expect(() => imageFolder({ ...grey, path: flat, columns: {} })).not.toThrow();
    await expect(look({ columns: { file: 'x' } })).rejects.toThrow('columns are those of a table');
  });

  it('leaves missing files out where damaged ones are, and tells of them and of files that no row names', async () => {
    const told: string[] = [];
    const table = await tableOf('filename,label\nghost.png,a\na0.png,a\n');
    expect(await look({ table, split, damaged: 'skip', message: (text) => told.push(text) })).toEqual({
      train: { a: [0] },
    });
    expect(told).toEqual([
      `imageFolder: the table '${table}': 1 of its 2 files are not there and were left out; it does not name 5 files that are there: 5 .png.`,
    ]);
  });
});

const mini = fileURLToPath(new URL('../../../../../../shared/data/mini_imagenet', import.meta.url));

describe.skipIf(!existsSync(mini))('imageFolder with the tables of miniImageNet (../shared/data/mini_imagenet)', () => {
  it('has the listed pictures that are there: 100 of each of 16 classes, listed and not decoded', async () => {
    const source = imageFolder({
      ...{ path: { validation: join(mini, 'mini84_val_100.zip') }, table: { validation: join(mini, 'val.csv') } },
      ...{ size: 84, cache: false, damaged: 'skip', memory: 1, message: () => undefined },
    });
    const { classes, files } = await source.examples('validation');
    expect(classes.map(({ rows: its }) => its.length)).toEqual(Array.from({ length: 16 }, () => 100));
    expect(files?.[0]).toMatch(/^n\d+\/n\d+\.jpg$/);
  });
});
