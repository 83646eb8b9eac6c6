import { seed } from '@innerloop/core';
import type { Context, Key, Model, Shape } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sizesFor } from '../sizes.js';
import type { TaskSize } from '../sizes.js';
import { contextOf, valuesOf } from '../values.js';

/** Makes examples `[tasks, rows, ...features]`. */
export type ExampleMaker = (size: TaskSize, key: Key) => Tensor;

export interface ModelLawsOptions {
  readonly model: Model;
  /** The shape of one example, filled from a standard normal distribution, or what makes examples. */
  readonly x: Shape | ExampleMaker;
  /** Whether finite differences make sense: no kinks (relu, max-pooling). Default true. */
  readonly smooth?: boolean;
  /** Default `train`. */
  readonly mode?: Context['mode'];
  /** Default: as many tasks as rows and as an axis, and distinct primes. */
  readonly sizes?: readonly TaskSize[];
  /** Between the batch of tasks and their loop. Default 1e-5. */
  readonly tolerance?: number;
  /** Of finite differences. Default 1e-2. */
  readonly gradientTolerance?: number;
}

/** A model with all that its laws need. */
export interface ModelSubject extends Required<Omit<ModelLawsOptions, 'x'>> {
  readonly x: ExampleMaker;
  readonly context: Context;
}

const normalExamples =
  (features: Shape): ExampleMaker =>
  ({ tasks, rows }, key) =>
    key.draw('normal', [rows, ...features], tasks);

/** Sizes are found when a law runs, not when it is listed: finding the width of the output takes an engine. */
export function modelSubject(options: ModelLawsOptions): ModelSubject {
  const { model, x: given, mode = 'train' } = options;
  const x = typeof given === 'function' ? given : normalExamples(given);
  const context: Context = { ...contextOf(seed(1)), mode };
  const subject = { smooth: true, tolerance: 1e-5, gradientTolerance: 1e-2, ...options, x, mode, context };
  return {
    ...subject,
    get sizes() {
      return options.sizes ?? sizesFor(model.specs, [outputWidth(model, x, context)]);
    },
  };
}

const outputWidth = (model: Model, x: ExampleMaker, context: Context): number =>
  tf.tidy(
    () =>
      model.apply(valuesOf(model.specs, seed(2)), x({ tasks: 1, rows: 2 }, seed(3)), context).shape.at(-1) as number,
  );
