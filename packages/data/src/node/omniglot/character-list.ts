import { InvalidDataError } from '@innerloop/core';

/** Characters by alphabet, as numbers and ranges of them: `{ Hebrew: '1-20 22' }`. */
export type CharacterRanges = Readonly<Record<string, string>>;

/** Names of characters, as their folders are named: `Hebrew/character07`. */
export type CharacterList = readonly string[];

/** @throws InvalidDataError if something is neither a number nor a range */
export const listCharacters = (ranges: CharacterRanges): CharacterList =>
  Object.entries(ranges).flatMap(([alphabet, numbers]) =>
    numbersOf(alphabet, numbers).map((number) => characterName(alphabet, number)),
  );

export const characterName = (alphabet: string, number: number): string =>
  `${alphabet}/character${String(number).padStart(2, '0')}`;

/** The inverse of `listCharacters`: alphabets and numbers in order. */
export function rangesOf(characters: CharacterList): CharacterRanges {
  const numbers = new Map<string, number[]>();
  for (const name of [...characters].sort()) {
    const [alphabet = '', character = ''] = name.split('/');
    numbers.set(alphabet, [...(numbers.get(alphabet) ?? []), Number(character.replace('character', ''))]);
  }
  return Object.fromEntries([...numbers].map(([alphabet, its]) => [alphabet, asRanges(its)]));
}

function numbersOf(alphabet: string, ranges: string): readonly number[] {
  return ranges.split(/[\s,]+/).flatMap((range) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(range);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (match === null || to < from) {
      throw new InvalidDataError(
        `omniglot: '${range}' is not a character number of '${alphabet}', nor a range such as 3-9.`,
      );
    }
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

function asRanges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(' ');
}
