/**
 * `count` distinct numbers out of 0 … n − 1, uniformly, in uniformly random order (the first steps of a Fisher–Yates shuffle).
 *
 * Costs O(count), however large n is: only displaced numbers are kept. `choose(next, n, n)` is a uniformly random permutation.
 *
 * @param next  uniform numbers on [0, 1)
 */
export function choose(next: () => number, n: number, count: number): readonly number[] {
  const displaced = new Map<number, number>();
  return Array.from({ length: count }, (_, place) => {
    const other = place + Math.floor(next() * (n - place));
    const chosen = displaced.get(other) ?? other;
    displaced.set(other, displaced.get(place) ?? place);
    return chosen;
  });
}
