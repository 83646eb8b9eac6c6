import type { ClassifiedExamples } from '../../examples/classified-examples.js';
import type { Rows } from '../../tables/task-rows.js';
import { momentsOf, writeRow } from '../../tables/standardization.js';

/** Examples less the mean of the training examples, by their deviation, each feature by itself: a copy. */
export function standardized(examples: ClassifiedExamples, train: ClassifiedExamples): ClassifiedExamples {
  const moments = momentsOf(
    rowsOf(train),
    train.classes.flatMap(({ rows }) => rows),
  );
  const rows = rowsOf(examples);
  const values = new Float32Array(examples.values.length);
  const width = moments.mean.length;
  for (let row = 0; row * width < values.length; row += 1) writeRow(rows, row, moments, values, row * width);
  return { ...examples, values };
}

const rowsOf = ({ shape, values }: ClassifiedExamples): Rows => ({
  shape,
  values: values instanceof Uint8Array ? Float32Array.from(values, (byte) => byte / 255) : values,
});
