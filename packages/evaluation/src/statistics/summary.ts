/** What n values say of the mean that they were drawn around. */
export interface Summary {
  readonly mean: number;
  /** Sample standard deviation, `√(Σ(v − mean)² / (n − 1))`. */
  readonly std: number;
  /** Half the width of the 95 % interval of the mean, `1.96 · std / √n`: the truth lies within `mean ± ci95` in 95 % of repetitions. */
  readonly ci95: number;
  /** n */
  readonly count: number;
}

/** Mean, spread and 95 % interval of at least two values, the normal approximation that few-shot papers report over test tasks. */
export function summarize(values: readonly number[]): Summary {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const std = Math.sqrt(squares / (count - 1));
  return { mean, std, ci95: (1.96 * std) / Math.sqrt(count), count };
}
