import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import type { Batch, ImageForm, TaskKind } from '../contracts/data.js';
import { InvalidDataError } from '../errors.js';
import { asTask, expectFinite, floats } from './examples.js';
import { indexLabels, listOfLabels } from './labels.js';
import type { Label } from './labels.js';

/**
 * A handful of examples: `x` is `[N, ...features]`, with plain labels for classification or targets `y` `[N, ...outputs]` for regression.
 * Bytes (`Uint8Array`, `Uint8ClampedArray`) of 0 … 255 stand for 0 … 1.
 */
export type TaskExamples =
  | { readonly x: Tensor | TensorLike; readonly labels: readonly Label[] }
  | { readonly x: Tensor | TensorLike; readonly y: Tensor | TensorLike };

/** The support of one task, and what its classes are called: none where targets are values. */
export interface TaskSupport {
  readonly support: Batch;
  readonly classes: readonly Label[];
}

function expectCount(x: Tensor, given: number, what: 'labels' | 'targets'): void {
  const rows = x.shape[1] as number;
  if (given === rows) return;
  throw new InvalidDataError(
    `adapt: x has ${rows} examples, but there are ${given} ${what}. Pass one for each example; x is a list of examples, [N, …features].`,
  );
}

function targetsOf(value: Tensor | TensorLike): Tensor {
  const y = floats(value);
  if (y.rank > 1) return tf.expandDims(y, 0);
  throw new InvalidDataError(
    `adapt: y is a list of targets, [N, …outputs], got the shape [${y.shape.join(', ')}]. Give each target an axis of outputs: y.map((value) => [value]).`,
  );
}

/** @throws InvalidDataError unless there are labels or targets, those that the learner learns from */
function expectOne(examples: object, kind: TaskKind | undefined): void {
  const [labels, y] = ['labels' in examples, 'y' in examples];
  if (labels === y) {
    throw new InvalidDataError(
      `adapt: the examples have ${labels ? 'both labels and y' : 'neither labels nor y'}. Pass labels, the classes by name, for classification, or y, values, for regression.`,
    );
  }
  if (labels && kind === 'regression') {
    throw new InvalidDataError(
      'adapt: the learner was built for regression, by its loss, and the examples have labels. Pass y, the values to predict, and ask for outputs(x).',
    );
  }
}

/**
 * @throws InvalidDataError if examples and labels or targets do not fit one another, or are no numbers
 */
export function supportOf(
  examples: TaskExamples,
  kind: TaskKind | undefined,
  images: ImageForm | undefined,
): TaskSupport {
  expectOne(examples, kind);
  const x = asTask('adapt', examples.x, { images });
  expectFinite('adapt', 'x', x);
  if (!('labels' in examples)) {
    const y = targetsOf(examples.y);
    expectCount(x, y.shape[1] as number, 'targets');
    expectFinite('adapt', 'y', y);
    return { support: { x, y }, classes: [] };
  }
  const labels = listOfLabels(examples.labels);
  expectCount(x, labels.length, 'labels');
  const { classes, indices } = indexLabels(labels);
  const y = tf.cast(tf.oneHot(tf.tensor1d(indices, 'int32'), classes.length), 'float32');
  return { support: { x, y: tf.expandDims(y, 0) }, classes };
}
