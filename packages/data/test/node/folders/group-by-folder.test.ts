import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { groupByFolder } from '../../../src/node/folders/group-by-folder.js';

const names = (files: readonly string[], levels?: number): string[] =>
  groupByFolder(files, { levels }).classes.map(({ name }) => name);

const folder = fc.stringMatching(/^[a-c]$/);
const paths = fc.uniqueArray(
  fc
    .tuple(fc.array(folder, { minLength: 1, maxLength: 4 }), fc.nat({ max: 5 }))
    .map(([folders, number]) => `${folders.join('/')}/${number}.png`),
  { minLength: 1, maxLength: 12 },
);

describe('groupByFolder', () => {
  it('takes the first folder for the class, and one around everything for none', () => {
    expect(names(['cat/1.png', 'dog/1.JPG'])).toEqual(['cat', 'dog']);
    expect(names(['data/train/cat/1.png', 'data/train/dog/1.jpeg'])).toEqual(['cat', 'dog']);
    expect(names(['data/cat/1.png'])).toEqual(['cat']);
    expect(names(['cat/1.png', 'animals/dog/1.png'])).toEqual(['animals', 'cat']);
    expect(names(['cat/in/1.png', 'cat/out/1.png', 'dog/in/1.png', 'dog/1.png'])).toEqual(['cat', 'dog']);
    expect(names(['data/cat/1.png', 'data/cat/more/2.png'])).toEqual(['cat']);
  });

  it('knows the form of Omniglot', () => {
    expect(names(['x/Greek/character01/1.png', 'x/Latin/character01/1.png'])).toEqual([
      'Greek/character01',
      'Latin/character01',
    ]);
  });

  it('names classes by as many folders as it is told, or as listed names have', () => {
    const files = ['fish/ray/1.png', 'fish/shark/a/1.png', 'bird/ray/1.png'];
    expect(names(files, 2)).toEqual(['bird/ray', 'fish/ray', 'fish/shark']);
    const listed = (list: string[]) => groupByFolder(files, { listed: new Set(list) }).levels;
    expect([listed(['shark', 'ray']), listed(['fish/shark']), listed(['fish', 'bird'])]).toEqual([2, 2, 1]);
    expect(() => names([...files, 'bird/1.png'], 2)).toThrow(
      "levels is 2, so a class is named by 2 folders, but 'bird/1.png' lies in fewer",
    );
  });

  it('leaves pictures outside folders out, and counts them and those in deeper folders', () => {
    const { classes, stray, deeper } = groupByFolder(['1.png', 'dog/1.png', 'dog/a/2.png']);
    expect(classes.map(({ name, files }) => [name, files.length])).toEqual([['dog', 2]]);
    expect([stray, deeper]).toEqual([1, { count: 1, example: 'dog/a/2.png' }]);
    expect(names(['1.png'])).toEqual([]);
  });

  test.prop([paths, fc.integer({ min: 1, max: 2 })], { numRuns: 100 })(
    'gives every picture one class, and two classes never one name',
    (files, levels) => {
      const deep = files.filter((file) => file.split('/').length > levels);
      const { classes, around } = groupByFolder(deep, { levels });
      expect(classes.flatMap((each) => each.files.map((file) => file.name)).sort()).toEqual([...deep].sort());
      expect(new Set(classes.map(({ name }) => name)).size).toBe(classes.length);
      for (const { name, files: its } of classes)
        expect(its.every((file) => file.name.startsWith(`${around}${name}/`))).toBe(true);
    },
  );
});
