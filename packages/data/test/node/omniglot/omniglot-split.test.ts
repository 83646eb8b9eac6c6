import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { characterName, listCharacters, rangesOf } from '../../../src/node/omniglot/character-list.js';
import { omniglotSplit } from '../../../src/node/omniglot/omniglot-split.js';
import { drawRandomSplit } from '../../../src/node/omniglot/splits/draw-random-split.js';
import { vinyalsSplit } from '../../../src/node/omniglot/splits/vinyals.js';
import { splitNames } from '../../../src/splits/class-split.js';

const all = Object.values(vinyalsSplit).flatMap(listCharacters);

describe('omniglotSplit', () => {
  it.each([
    ['vinyals', [1028, 0, 172, 423]],
    ['random', [1100, 0, 100, 423]],
  ] as const)('%s has all 1623 characters, each in one split', async (name, counts) => {
    const split = await omniglotSplit(name);
    expect(splitNames.map((each) => split[each].length)).toEqual(counts);
    expect(splitNames.flatMap((each) => split[each]).sort()).toEqual([...all].sort());
    expect(new Set(all).size).toBe(1623);
  });

  it('vinyals keeps alphabets together, but for Gurmukhi', async () => {
    const split = await omniglotSplit('vinyals');
    const alphabets = splitNames.map(
      (each) => new Set(split[each].map((character) => character.split('/')[0] as string)),
    );
    const counts = new Map<string, number>();
    for (const alphabet of alphabets.flatMap((each) => [...each]))
      counts.set(alphabet, (counts.get(alphabet) ?? 0) + 1);
    expect(counts.size).toBe(50);
    expect([...counts].filter(([, count]) => count > 1)).toEqual([['Gurmukhi', 2]]);
  });

  it('random is the split in the file, which is the one that was drawn', async () => {
    const { train, validation, test: kept } = await omniglotSplit('random');
    const drawn = drawRandomSplit(all);
    expect([...train].sort()).toEqual([...drawn.train].sort());
    expect([...validation].sort()).toEqual([...drawn.validation].sort());
    expect([...kept].sort()).toEqual([...drawn.test].sort());
  });

  it('refuses a character that is in two splits', async () => {
    await expect(omniglotSplit({ train: { Greek: '1-5' }, test: ['Greek/character03'] })).rejects.toThrow(
      "omniglot: class 'Greek/character03' is listed in train and in test. Splits may share no class.",
    );
  });
});

describe('listCharacters', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1 });
  test.prop([fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{1,5}$/), numbers, { minKeys: 1 })])(
    'lists what rangesOf wrote',
    (alphabets) => {
      const characters = Object.entries(alphabets).flatMap(([alphabet, its]) =>
        its.map((number) => characterName(alphabet, number)),
      );
      expect([...listCharacters(rangesOf(characters))].sort()).toEqual([...characters].sort());
    },
  );

  it('says what is no range', () => {
    expect(() => listCharacters({ Greek: '1-3 x' })).toThrow(
      "omniglot: 'x' is not a character number of 'Greek', nor a range such as 3-9.",
    );
    expect(() => listCharacters({ Greek: '9-3' })).toThrow("'9-3' is not");
  });
});
