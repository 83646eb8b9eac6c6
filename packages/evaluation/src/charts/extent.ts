/** The smallest and the largest of some numbers, however many: as arguments of one call they would overflow the stack. */
export function extentOf(values: Iterable<number>): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
