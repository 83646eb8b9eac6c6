import type { ActivationName, Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import { broadcast, mlp, rowsOf, tasksOf } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** What a decoder reads: inputs of the targets `[T, M, D]`, what each is told `[T, M, F]`, and samples of z `[T, S, L]`. */
export interface Decoded {
  readonly x: Tensor;
  readonly told?: Tensor | undefined;
  readonly z?: Tensor | undefined;
}

export interface Decoder {
  readonly specs: ParamSpecs;
  /** An answer at each target by each sample, `[T, M, S, outputs]`; S is 1 without samples. */
  decode(params: ParamTree, of: Decoded, context: Context): Tensor;
}

export interface DecoderOptions {
  /** Features of an input, of what a target is told and of z, together. */
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly activation: ActivationName;
}

/** A perceptron of what a target is told, z and the target's input, side by side: each target by itself. */
export function decoder(options: DecoderOptions): Decoder {
  const network = mlp(options);
  return {
    specs: network.specs,
    decode(params, { x, told, z }, context) {
      const [tasks, rows, samples] = [tasksOf(x), rowsOf(x), z === undefined ? 1 : rowsOf(z)];
      const flat = (part: Tensor): Tensor => {
        const width = part.shape.at(-1) as number;
        return tf.reshape(broadcast(part, [tasks, rows, samples, width]), [tasks, rows * samples, width]);
      };
      const parts = [
        ...(told === undefined ? [] : [flat(tf.expandDims(told, 2))]),
        ...(z === undefined ? [] : [flat(tf.expandDims(z, 1))]),
        flat(tf.expandDims(x, 2)),
      ];
      const answers = network.apply(params, tf.concat(parts, 2), context);
      return tf.reshape(answers, [tasks, rows, samples, options.outputs]);
    },
  };
}
