import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import type { Batch } from '../contracts/data.js';
import type { AnyLearner, InnerLearner, Predictive, ProbabilisticLearner } from '../contracts/learner.js';
import type { Context } from '../contracts/model.js';
import type { ParamTree, Tree } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';
import { seed as seedOf } from '../keys/seed.js';
import { disposeTree, keepTree, tidy } from '../trees/memory.js';
import { mapTree } from '../trees/tree.js';
import { indexLabels } from './labels.js';
import type { Label } from './labels.js';

/** A learner with its meta-trained parameters. */
export interface TrainedLearner {
  readonly learner: AnyLearner;
  readonly params: ParamTree;
}

/** A handful of examples: `x` is `[N, ...features]`, with plain labels for classification or targets `y` `[N, ...outputs]` for regression. */
export type TaskExamples =
  | { readonly x: Tensor | TensorLike; readonly labels: readonly Label[] }
  | { readonly x: Tensor | TensorLike; readonly y: Tensor | TensorLike };

/** A class with the probability of every class. */
export interface Prediction {
  readonly label: Label;
  readonly probability: number;
  /** In the order of the task's `classes`. */
  readonly probabilities: readonly { readonly label: Label; readonly probability: number }[];
}

/** A task that was learned: it owns its tensors until it is disposed of. */
export interface AdaptedTask {
  /** The classes in their order; empty for regression. */
  readonly classes: readonly Label[];
  /** One prediction an example of `x` `[N, ...features]`. */
  predict(x: Tensor | TensorLike): Prediction[];
  /** The model's outputs `[N, ...outputs]`: logits for classification, values for regression. The caller owns the tensor. */
  outputs(x: Tensor | TensorLike): Tensor;
  /** Mean and variance of each output, `[N, ...outputs]`, of a learner that knows how sure it is. The caller owns the tensors. */
  predictive?(x: Tensor | TensorLike): Predictive;
  dispose(): void;
}

const asTensor = (value: Tensor | TensorLike): Tensor => (value instanceof tf.Tensor ? value : tf.tensor(value));

/** One task's examples with the task axis in front. */
const asTask = (value: Tensor | TensorLike): Tensor => tf.expandDims(tf.cast(asTensor(value), 'float32'), 0);

function supportOf(examples: TaskExamples): { readonly support: Batch; readonly classes: readonly Label[] } {
  const x = asTask(examples.x);
  const rows = x.shape[1] as number;
  const given = 'labels' in examples ? examples.labels.length : asTensor(examples.y).shape[0];
  if (given !== rows) {
    throw new InvalidDataError(
      `adapt: x has ${rows} examples, but there are ${given} ${'labels' in examples ? 'labels' : 'targets'}. Pass one for each example.`,
    );
  }
  if (!('labels' in examples)) return { support: { x, y: asTask(examples.y) }, classes: [] };
  const { classes, indices } = indexLabels(examples.labels);
  const y = tf.oneHot(tf.tensor1d(indices, 'int32'), classes.length);
  return { support: { x, y: asTask(y) }, classes };
}

/** A learner whose head is seen before it adapts must tell as many classes apart as there are, lest its loss fail less clearly. */
function checkWays({ learner, params }: TrainedLearner, support: Batch, context: Context): void {
  if (!('initial' in learner)) return;
  const { initial } = learner as InnerLearner;
  const outputs = learner.predict(params, initial(params, support, context), support.x, { ...context, step: 0 });
  const [told, ways] = [outputs, support.y].map(({ shape }) => shape.at(-1) as number);
  if (told === ways) return;
  throw new InvalidDataError(
    `adapt: the learner tells ${told} classes apart, but the examples have ${ways}. Give examples of ${told} classes, or train for ${ways} ways; a learner without a head, like a prototypical network, takes any number.`,
  );
}

function readPredictions(logits: Tensor, classes: readonly Label[]): Prediction[] {
  const width = logits.shape.at(-1) as number;
  if (width !== classes.length) {
    throw new InvalidDataError(
      `predict: the model tells ${width} classes apart, but the task has ${classes.length}. Adapt with examples of ${width} classes, or train a model for ${classes.length} ways.`,
    );
  }
  const shares = tidy(() => tf.softmax(logits));
  const values = shares.dataSync();
  shares.dispose();
  return Array.from({ length: logits.shape[0] }, (_, row) => {
    const probabilities = classes.map((label, i) => ({ label, probability: values[row * width + i] as number }));
    const best = probabilities.reduce((left, right) => (right.probability > left.probability ? right : left));
    return { ...best, probabilities };
  });
}

const isProbabilistic = (learner: AnyLearner): learner is ProbabilisticLearner<Tree, Tree> => 'predictive' in learner;

/**
 * Learns one task from a handful of examples: no task axis, plain labels, no context.
 *
 * @param options.seed  for learners that draw random numbers while they adapt
 * @throws InvalidDataError if examples and labels differ in number, or the number of classes is not what the model tells apart
 */
export function adaptTask(
  { learner, params }: TrainedLearner,
  examples: TaskExamples,
  options: { readonly seed?: number } = {},
): AdaptedTask {
  const context: Context = { key: seedOf(options.seed ?? 0), mode: 'test', order: 'first' };
  let classes: readonly Label[] = [];
  const adapted = keepTree(
    tidy(() => {
      const task = supportOf(examples);
      classes = task.classes;
      if (classes.length > 0) checkWays({ learner, params }, task.support, context);
      return learner.adapt(params, task.support, { ...context, key: context.key.fold('adapt') });
    }),
  );
  const outputs = (x: Tensor | TensorLike): Tensor =>
    tidy(() =>
      tf.squeeze(learner.predict(params, adapted, asTask(x), { ...context, key: context.key.fold('query') }), [0]),
    );
  return {
    classes,
    outputs,
    ...(isProbabilistic(learner)
      ? {
          predictive: (x) =>
            tidy(() => {
              const at = { ...context, key: context.key.fold('query') };
              return mapTree(learner.predictive(params, adapted, asTask(x), at), (tensor) => tf.squeeze(tensor, [0]));
            }),
        }
      : {}),
    predict(x) {
      const logits = outputs(x);
      try {
        if (classes.length === 0) {
          throw new InvalidDataError(
            'predict: the task was adapted to targets, not to labels. Use outputs(x) for regression.',
          );
        }
        return readPredictions(logits, classes);
      } finally {
        logits.dispose();
      }
    },
    dispose: () => disposeTree(adapted, params),
  };
}
