import {
  align,
  constant,
  crossEntropy,
  embedding,
  fixed,
  InvalidDataError,
  InvalidOptionError,
  leaf,
  under,
} from '@innerloop/core';
import type { Batch, Learner, Loss, Model, ParamSpec, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** What every learner with a closed-form head may be told. */
export interface LinearHeadOptions {
  /** The embedding: `[T, N, …] → [T, N, features]`. */
  readonly model: Model;
  /** Of the outer objective; default `crossEntropy`. */
  readonly loss?: Loss;
  /** First value of the learned factor of the predictions. */
  readonly scale?: number;
}

/** What tells one head from another. */
export interface LinearHeadParts {
  readonly name: string;
  /** Whether a column of ones is added to the features. */
  readonly bias: boolean;
  /** The head's own leaves, besides its scale and shift. */
  readonly specs: ParamSpecs;
  /**
   * The weights `[T, features, outputs]` for features `[T, n, features]` and targets `[T, n, outputs]`. `value` gives a leaf of the head,
   * a number or one a task, as `[T or 1, 1, 1]`.
   */
  readonly fit: (features: Tensor, targets: Tensor, value: (name: string) => Tensor) => Tensor;
}

/** Weights by task, `[T, features, outputs]`, and the buffers that the support left. */
export type LinearHeadAdapted = { readonly weights: Tensor; readonly buffers: ParamTree };

const number = (value: number): ParamSpec => ({ shape: [], initialize: constant(value) });

/** @throws InvalidOptionError unless a number is positive and finite */
export function expectPositive(option: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new InvalidOptionError(`${option} must be a positive finite number, got ${value}.`);
}

/** @throws InvalidOptionError unless a number is a positive integer */
export function expectCount(option: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new InvalidOptionError(`${option} must be a positive integer, got ${value}.`);
}

/** The logarithm of a positive number that is learned, or stays what it is. */
export function logarithmOf(value: number, learned: boolean): ParamSpec {
  const spec = number(Math.log(value));
  return learned ? spec : fixed(spec);
}

function withOnes(features: Tensor): Tensor {
  const [tasks, rows] = features.shape as [number, number];
  return tf.concat([features, tf.ones([tasks, rows, 1])], 2);
}

function expectRows(name: string, features: Tensor, targets: Tensor): void {
  if (features.rank === 3 && targets.rank === 3) return;
  throw new InvalidDataError(
    `${name}: expected an embedding [tasks, examples, features] and targets [tasks, examples, outputs], got [${features.shape.join(', ')}] and [${targets.shape.join(', ')}]. Let the embedding end with flatten().`,
  );
}

/**
 * A learner whose adaptation is a linear head, found in closed form on the embedded support: `W = fit(f(x), y)`, predictions
 * `scale · f(x̂) W + shift`. The fit is differentiated, and through it the embedding; scale and shift are learned.
 *
 * Support and query pass through the embedding one after the other: with `batch` statistics each is normalised by its own.
 *
 * @throws InvalidOptionError if `scale` is not positive
 */
export function linearHead(parts: LinearHeadParts, options: LinearHeadOptions): Learner<LinearHeadAdapted> {
  const { name, bias, fit } = parts;
  const { model, loss = crossEntropy, scale = 1 } = options;
  expectPositive(`${name}: scale`, scale);
  const heads: ParamSpecs = { ...parts.specs, scale: number(scale), shift: number(0) };

  const network = embedding(model);
  const ready = (features: Tensor): Tensor => (bias && features.rank === 3 ? withOnes(features) : features);
  const valueIn =
    (params: ParamTree) =>
    (of: string): Tensor =>
      align(leaf(params, `head/${of}`), heads[of] as ParamSpec, 3);

  const learner: Learner<LinearHeadAdapted> = {
    name,
    specs: { ...network.specs, ...under('head', heads) },
    ...network.told,
    ...(loss.kind === undefined ? {} : { kind: loss.kind }),
    adapt: (params, { x, y }: Batch, context) => {
      const { features, buffers } = network.support(params, x, context);
      const rows = ready(features);
      expectRows(name, rows, y);
      return { weights: fit(rows, y, valueIn(params)), buffers };
    },
    predict: (params, { weights, buffers }, x, context) => {
      const features = ready(network.query(params, buffers, x, context));
      const value = valueIn(params);
      return tf.add(tf.mul(tf.matMul(features, weights), value('scale')), value('shift'));
    },
    objective: (params, adapted, query, context) => loss(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
