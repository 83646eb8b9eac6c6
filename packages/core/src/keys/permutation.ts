/**
 * Fills `values` with a permutation of 0 … n − 1, all n! equally likely (Fisher–Yates), from 32-bit words.
 * Words that would favour small numbers are thrown away, so there is no bias.
 */
export function permute(values: Int32Array, nextWord: () => number): void {
  for (let at = 0; at < values.length; at++) values[at] = at;
  for (let last = values.length - 1; last > 0; last--) {
    const other = wordBelow(last + 1, nextWord);
    const value = values[other] as number;
    values[other] = values[last] as number;
    values[last] = value;
  }
}

/** An integer from 0 to n − 1, all equally likely, 0 < n ≤ 2³². */
function wordBelow(n: number, nextWord: () => number): number {
  const fair = 4294967296 - (4294967296 % n);
  for (;;) {
    const word = nextWord();
    if (word < fair) return word % n;
  }
}
