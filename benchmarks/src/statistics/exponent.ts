/** A measured value `y` at a size `x`. */
export type Point = { readonly x: number; readonly y: number };

/**
 * The exponent p of the power law `y = c · x^p` that fits best: the slope of the least-squares line through (log x, log y).
 * Points that are not positive are left out; NaN with fewer than two different sizes.
 */
export function exponentOf(points: readonly Point[]): number {
  const logs = points.filter(({ x, y }) => x > 0 && y > 0).map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (of: (point: Point) => number): number => logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const across = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const along = logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return along === 0 ? Number.NaN : across / along;
}

const last = 3;

/** The exponent of the last three sizes: where the cost that does not grow no longer hides the one that does. */
export const endingExponentOf = (points: readonly Point[]): number =>
  exponentOf([...points].sort((left, right) => left.x - right.x).slice(-last));
