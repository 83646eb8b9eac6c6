import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { expectAlive } from '../checks/alive.js';
import { expectEngine } from '../checks/engine.js';
import { isProbabilistic } from '../checks/probabilistic.js';
import type { Batch, ImageForm } from '../contracts/data.js';
import type { AnyLearner, InnerLearner, Predictive } from '../contracts/learner.js';
import type { Context } from '../contracts/model.js';
import type { ParamTree, Shape, Tree } from '../contracts/tree.js';
import { DivergenceError, InnerloopError, InvalidDataError } from '../errors.js';
import { seed as seedOf } from '../keys/seed.js';
import { disposeTree, keepTree, tidy } from '../trees/memory.js';
import { leavesOf, mapTree } from '../trees/tree.js';
import { asTask, expectFinite } from './examples.js';
import type { Label } from './labels.js';
import { readPredictions } from './prediction.js';
import type { Prediction } from './prediction.js';
import { supportOf } from './task-examples.js';
import type { TaskExamples } from './task-examples.js';

/** A learner with its meta-trained parameters. */
export interface TrainedLearner {
  readonly learner: AnyLearner;
  readonly params: ParamTree;
}

export interface AdaptOptions {
  /** For learners that draw random numbers while they adapt. Default 0. */
  readonly seed?: number;
  /**
   * Examples that are asked together inform each other where a batch is normalised by itself: the transductive protocol of many papers.
   * Default false: each is answered as if it were the only one.
   */
  readonly transductive?: boolean;
  /** The pictures that the model was trained on, `images` of its data source: other sizes and pixels of 0 … 255 are then told. */
  readonly images?: ImageForm | undefined;
}

/** A task that was learned: it owns its tensors until it is disposed of. */
export interface AdaptedTask {
  /** The classes in their order; empty for regression. */
  readonly classes: readonly Label[];
  /** Whether examples that are asked together may inform each other. False: an answer is a function of the support and of one example. */
  readonly transductive: boolean;
  /** One prediction an example of `x` `[N, ...features]`. @throws DivergenceError if an output is NaN or infinite */
  predict(x: Tensor | TensorLike): Prediction[];
  /**
   * The model's outputs `[N, ...outputs]`: logits for classification, values for regression. The caller owns the tensor.
   *
   * @throws DivergenceError if an output is NaN or infinite
   */
  outputs(x: Tensor | TensorLike): Tensor;
  /** Mean and variance of each output, `[N, ...outputs]`, of a learner that knows how sure it is. The caller owns the tensors. */
  predictive?(x: Tensor | TensorLike): Predictive;
  /** Frees what was learned; it may be called again. */
  dispose(): void;
}

/** The outputs of a learner whose head is seen before it adapts. */
function outputsBefore({ learner, params }: TrainedLearner, support: Batch, context: Context): number | undefined {
  if (!('initial' in learner)) return undefined;
  const { initial } = learner as InnerLearner;
  const at: Context = { ...context, step: 0 };
  return learner.predict(params, initial(params, support, context), support.x, at).shape.at(-1);
}

/** The targets that a head of so many outputs learns classes from: one-hot, or 0 and 1 for the one output of a yes or no. */
function targetsFor({ learner }: TrainedLearner, support: Batch, told: number | undefined): Batch {
  const ways = support.y.shape.at(-1) as number;
  if (told === undefined || told === ways) return support;
  if (told === 1 && ways === 2 && learner.kind === 'classification') {
    return { x: support.x, y: tf.slice(support.y, [0, 0, 1], [-1, -1, 1]) };
  }
  throw new InvalidDataError(
    `adapt: the learner tells ${told} classes apart, but the examples have ${ways}. Give examples of ${told} classes, or train for ${ways} ways; a learner without a head, like a prototypical network, takes any number.` +
      (told === 1 ? ' A learner of one output is most likely one of regression: pass y, not labels.' : ''),
  );
}

const inWords = (shape: Shape): string => `[N, ${shape.slice(2).join(', ')}]`;

/** What does not fit the model is told of tensors with an axis of tasks in front, which the caller has never seen. */
function explained<T>(where: string, x: Tensor, f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof InvalidDataError) || error.message.startsWith(`${where}:`)) throw error;
    throw new InvalidDataError(
      `${where}: the learner does not take these examples, x of shape ${inWords(x.shape)}: ${error.message}`,
      { cause: error },
    );
  }
}

function expectNumbers(where: string, outputs: Tree, { name }: AnyLearner): void {
  const odd = leavesOf(outputs).find((tensor) => !tensor.dataSync().every(Number.isFinite));
  if (odd === undefined) return;
  throw new DivergenceError(
    `${where}: the outputs of '${name}' are not finite, so the adaptation to this task diverged. Lower the inner rate, take fewer test steps, or clip; check the scale of the examples.`,
  );
}

/**
 * Learns one task from a handful of examples: no task axis, plain labels, no context.
 *
 * Each example is answered as if it were the only one, whatever normalises in the model, unless `transductive` asks for the other.
 *
 * @throws InvalidDataError if examples and labels differ in number, are of another kind, form or scale than the learner's, or not finite
 * @throws DivergenceError, when asked, if an output is NaN or infinite
 * @throws EngineError if no engine runs
 */
export function adaptTask(
  trained: TrainedLearner,
  examples: TaskExamples,
  { seed = 0, transductive = false, images }: AdaptOptions = {},
): AdaptedTask {
  const { learner, params } = trained;
  expectEngine('adaptTask');
  expectAlive('adaptTask', params);
  const how: Pick<Context, 'inductive'> = transductive ? {} : { inductive: true };
  const context: Context = { key: seedOf(seed), mode: 'test', order: 'first', ...how };
  let classes: readonly Label[] = [];
  let example: Shape = [];
  const adapted = keepTree(
    tidy(() => {
      const task = supportOf(examples, learner.kind, images);
      classes = task.classes;
      example = task.support.x.shape.slice(2);
      return explained('adapt', task.support.x, () => {
        const told = classes.length === 0 ? undefined : outputsBefore(trained, task.support, context);
        const support = targetsFor(trained, task.support, told);
        return learner.adapt(params, support, { ...context, key: context.key.fold('adapt') });
      });
    }),
  );
  let disposed = false;
  const ask = <T extends Tree>(where: string, given: Tensor | TensorLike, f: (x: Tensor, at: Context) => T): T => {
    if (disposed) {
      throw new InnerloopError(`${where}: the task has been disposed of. Ask before dispose(), or adapt again.`);
    }
    expectAlive(where, params);
    return tidy(() => {
      const x = asTask(where, given, { example, images });
      expectFinite(where, 'x', x);
      const found = explained(where, x, () => f(x, { ...context, key: context.key.fold('query') }));
      expectNumbers(where, found, learner);
      return mapTree(found, (tensor) => tf.squeeze(tensor, [0]));
    });
  };
  return {
    classes,
    transductive,
    outputs: (x) => ask('outputs', x, (rows, at) => learner.predict(params, adapted, rows, at)),
    ...(isProbabilistic(learner)
      ? { predictive: (x) => ask('predictive', x, (rows, at) => learner.predictive(params, adapted, rows, at)) }
      : {}),
    predict(x) {
      if (classes.length === 0) {
        throw new InvalidDataError(
          'predict: the task was adapted to targets, not to labels. Use outputs(x) for regression.',
        );
      }
      const logits = ask('predict', x, (rows, at) => learner.predict(params, adapted, rows, at));
      try {
        return readPredictions(logits, classes);
      } finally {
        logits.dispose();
      }
    },
    dispose: () => {
      if (!disposed) disposeTree(adapted, params);
      disposed = true;
    },
  };
}
