import type { ActivationName, Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import { InvalidOptionError, mlp, rowsOf, scope, under, within } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { labelled } from '../inputs/labelled.js';

export interface SetEncoderOptions {
  /** Features of an input. */
  readonly inputs: number;
  /** Numbers of a target; of one-hot labels the ways. */
  readonly outputs: number;
  /** Units of the layers, the last of which is linear and gives the code. Default [128, 128, 128, 128]. */
  readonly sizes?: readonly number[];
  /** After each layer but the last. Default `relu`. */
  readonly activation?: ActivationName;
}

/** A network that makes a code of each example beside its target, and of all of them their mean. */
export interface SetEncoder {
  /** Entries of a code. */
  readonly size: number;
  /** Leaves below `encoder/`. */
  readonly specs: ParamSpecs;
  /** `r_i = h([x_i; y_i])`, one an example: `[T, N, size]`. */
  codes(params: ParamTree, x: Tensor, y: Tensor, context: Context): Tensor;
  /** `r = mean over examples of r_i`, `[T, size]`; of no examples 0. */
  code(params: ParamTree, x: Tensor, y: Tensor, context: Context): Tensor;
}

/**
 * The encoder of conditional neural processes: a set of examples as the mean of their codes. Gradients flow to inputs, targets and leaves.
 *
 * The mean does not mind the order of the examples, nor that all are given twice, and is updated as examples come: of two sets of `n` and `m`
 * examples it is `(n r + m r') / (n + m)`.
 *
 * @throws InvalidOptionError if a size is no positive integer, or there is none
 * @see Garnelo et al. 2018, "Conditional Neural Processes", arXiv:1807.01613
 */
export function setEncoder(options: SetEncoderOptions): SetEncoder {
  const { inputs, outputs, sizes = [128, 128, 128, 128], activation = 'relu' } = options;
  const size = sizes.at(-1);
  if (size === undefined)
    throw new InvalidOptionError('setEncoder: sizes must name at least one layer, the code, got none.');
  const network = mlp({ inputs: inputs + outputs, hidden: sizes.slice(0, -1), outputs: size, activation });
  const encoder: SetEncoder = {
    size,
    specs: under('encoder', network.specs),
    codes: (params, x, y, context) =>
      network.apply(scope(params, 'encoder'), labelled(x, y), within(context, 'encoder')),
    code: (params, x, y, context) => meanOfRows(encoder.codes(params, x, y, context)),
  };
  return encoder;
}

/** The mean over examples, `[T, N, size] → [T, size]`; of no examples 0. */
export const meanOfRows = (codes: Tensor): Tensor => tf.div(tf.sum(codes, 1), Math.max(rowsOf(codes), 1));
