import fc from 'fast-check';

/** Choices of a random case, one after the other. */
export interface Chooser {
  /** A number from zero to less than `count`. */
  readonly below: (count: number) => number;
  readonly of: <T>(list: readonly T[]) => T;
  readonly chance: (share: number) => boolean;
}

function chooserOf(choices: readonly number[]): Chooser {
  let at = 0;
  const below = (count: number): number => (choices[at++ % choices.length] as number) % Math.max(1, count);
  return {
    below,
    of: <T>(list: readonly T[]) => list[below(list.length)] as T,
    chance: (share) => below(100) < share * 100,
  };
}

/** Something made by a long row of random choices. */
export const made = <T>(make: (choose: Chooser) => T): fc.Arbitrary<T> =>
  fc
    .noShrink(fc.array(fc.nat({ max: 1_000_000 }), { minLength: 150, maxLength: 150 }))
    .map((choices) => make(chooserOf(choices)));
