import type { FolderPrediction } from './adapt-run.js';

/** How predictions compare with what pictures are of. */
export interface Score {
  /** Of those whose class is known. */
  readonly accuracy: number;
  readonly right: number;
  readonly of: number;
  /** Pictures whose folder is none of the classes. */
  readonly unknown: number;
  /** Every class of the support. */
  readonly classes: readonly string[];
  /** `confusions[i][j]`: how many pictures of class i were taken for class j. */
  readonly confusions: readonly (readonly number[])[];
}

/** The score of labelled pictures; `undefined` where no picture's class is known. */
export function scoreOf(predictions: readonly FolderPrediction[]): Score | undefined {
  const classes = (predictions[0]?.prediction.probabilities ?? []).map(({ label }) => String(label));
  const place = new Map(classes.map((name, index) => [name, index]));
  const confusions = classes.map(() => classes.map(() => 0));
  const known = predictions.flatMap(({ truth, prediction }) =>
    truth === undefined ? [] : [{ row: place.get(truth), column: place.get(String(prediction.label)) }],
  );
  if (known.length === 0) return undefined;
  for (const { row, column } of known) {
    const counts = row === undefined ? undefined : confusions[row];
    if (counts !== undefined && column !== undefined) counts[column] = (counts[column] ?? 0) + 1;
  }
  const right = known.filter(({ row, column }) => row === column).length;
  const of = known.length;
  return { accuracy: right / of, right, of, unknown: predictions.length - of, classes, confusions };
}
