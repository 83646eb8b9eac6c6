import { describe, expect, it } from 'vitest';
import { groupByFolder } from '../../../src/node/folders/group-by-folder.js';

const names = (files: readonly string[]): string[] => groupByFolder(files).map(({ name }) => name);

describe('groupByFolder', () => {
  it('names classes by what tells them apart', () => {
    expect(names(['cat/1.png', 'dog/1.JPG'])).toEqual(['cat', 'dog']);
    expect(names(['data/train/cat/1.png', 'data/train/dog/1.jpeg'])).toEqual(['cat', 'dog']);
    expect(names(['x/Greek/character01/1.png', 'x/Latin/character01/1.png'])).toEqual([
      'Greek/character01',
      'Latin/character01',
    ]);
    expect(names(['data/cat/1.png'])).toEqual(['cat']);
    expect(names(['cat/1.png', 'animals/dog/1.png'])).toEqual(['animals/dog', 'cat']);
  });

  it('looks neither at other files nor at images outside folders', () => {
    expect(names(['1.png', 'cat/readme.txt', 'dog/1.png'])).toEqual(['dog']);
    expect(names(['1.png'])).toEqual([]);
  });
});
