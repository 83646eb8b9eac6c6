/** The name of a metric in words: `meanSquaredError` and `mean-squared-error` are `mean squared error`. */
export const inWords = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .toLowerCase();

/** Whether a metric is a share of one, and so is written in per cent. */
export const isShare = (metric: string): boolean => /accuracy/i.test(metric);

/** What a metric's figures are counted in, as axis titles and table heads have it. */
export const unitOf = (metric: string): string => (isShare(metric) ? '%' : '');

/** A value of a metric in its unit: shares in per cent. */
export const scaled = (metric: string, value: number): number => (isShare(metric) ? 100 * value : value);

/** A value of a metric as text without its unit: two digits after the point in per cent, four significant ones otherwise. */
export function formatValue(metric: string, value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (isShare(metric)) return (100 * value).toFixed(2);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toFixed(size < 10 ? 3 : 1);
}
