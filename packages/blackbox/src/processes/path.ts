import type { ActivationName, Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import {
  broadcast,
  InvalidDataError,
  mlp,
  multiHeadAttention,
  rowsOf,
  scope,
  tasksOf,
  under,
  within,
} from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { SetEncoder } from './set-encoder.js';

/** How the support reaches the decoder without a sample: what is kept of it, and what each target is told. */
export interface Path {
  readonly specs: ParamSpecs;
  /** Features that a target is told. */
  readonly width: number;
  /** What is kept of the support. */
  see(params: ParamTree, x: Tensor, y: Tensor, context: Context): ParamTree;
  /** What targets are told, `[T, M, width]`. */
  tell(params: ParamTree, seen: ParamTree, x: Tensor, context: Context): Tensor;
}

/** One code for all targets. */
const toEach = (code: Tensor, x: Tensor): Tensor =>
  broadcast(tf.expandDims(code, 1), [tasksOf(x), rowsOf(x), code.shape[1] as number]);

/** Keeps `code` `[T, size]`, the mean of all examples' codes, which every target is told. */
export const meanPath = (encoder: SetEncoder): Path => ({
  specs: encoder.specs,
  width: encoder.size,
  see: (params, x, y, context) => ({ code: encoder.code(params, x, y, context) }),
  tell: (_params, { code }, x) => toEach(code as Tensor, x),
});

/**
 * Keeps `code` `[T, ways · size]`, the mean code of each class one after another in the order of the labels; of a class without examples 0.
 * So the number of ways is fixed.
 */
export const classPath = (encoder: SetEncoder, ways: number): Path => ({
  specs: encoder.specs,
  width: ways * encoder.size,
  see: (params, x, y, context) => {
    const codes = encoder.codes(params, x, y, context);
    const counts = tf.maximum(tf.expandDims(tf.sum(y, 1), 2), 1);
    return { code: tf.reshape(tf.div(tf.matMul(y, codes, true), counts), [tasksOf(x), ways * encoder.size]) };
  },
  tell: (_params, { code }, x) => toEach(code as Tensor, x),
});

/** Attention of targets to the examples of the support. */
export interface CrossAttentionOptions {
  /** Default 8. */
  readonly heads?: number;
  /** Units of the network that inputs pass before they are keys or queries, and of all heads together. Default 128. */
  readonly units?: number;
}

/**
 * Keeps `keys` `[T, N, inputs]` and `codes` `[T, N, size]`: each target is told a mean of the codes that its own attention weighs,
 * `Σ_i softmax_i(⟨q(x*), k(x_i)⟩ / √d) r_i`, of several heads; of no examples 0. Inputs pass a network of two layers first, since products of
 * inputs alone could not tell near from far.
 */
export function attentionPath(
  encoder: SetEncoder,
  inputs: number,
  {
    heads = 8,
    units = 128,
    activation = 'relu',
  }: CrossAttentionOptions & { readonly activation?: ActivationName | undefined },
): Path {
  const { size } = encoder;
  const places = mlp({ inputs, hidden: [units], outputs: units, activation });
  const attention = multiHeadAttention({
    ...{ inputs: { queries: units, keys: units, values: size }, heads, units, outputs: size },
  });
  const place = (params: ParamTree, x: Tensor, context: Context): Tensor =>
    places.apply(scope(params, 'places'), x, within(context, 'places'));
  return {
    specs: { ...encoder.specs, ...under('places', places.specs), ...under('attention', attention.specs) },
    width: size,
    see: (params, x, y, context) => ({
      keys: place(params, x, context),
      codes: encoder.codes(params, x, y, context),
    }),
    tell: (params, { keys, codes }, x, context) => {
      if (keys === undefined || codes === undefined)
        throw new InvalidDataError('neuralProcess: expected what this learner adapted, got that of another.');
      if (rowsOf(codes) === 0) return tf.zeros([tasksOf(x), rowsOf(x), size]);
      const queries = place(params, x, context);
      const own = scope(params, 'attention');
      return attention.apply(own, { queries, keys, values: codes }, within(context, 'attention'));
    },
  };
}
