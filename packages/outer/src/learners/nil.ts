import { crossEntropy, forward, InvalidOptionError, observe, under, unitVectors } from '@innerloop/core';
import type { Learner, Loss, Model, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { passThrough } from './body-and-head.js';

export interface NilOptions {
  /** The network without its head: `[T, N, …] → [T, N, features]`. */
  readonly body: Model;
  /** Factor of the logits. Default 1, as published: it changes no decision, but the loss when the body is trained so. */
  readonly scale?: number;
  /** Default `crossEntropy`. */
  readonly loss?: Loss;
}

/** The sum of the unit features of each class, `[T, ways, features]`, and the buffers that the support left. */
export type NilAdapted = { readonly classes: Tensor; readonly buffers: ParamTree };

/**
 * No inner loop: a query belongs to the class whose support is most like it in the features of a body.
 *
 * Logits `scale · Σ_i cos(f_b(x), f_b(x_i)) · y_i` over the support. The sum is linear in the query's unit features, so a task is learned as
 * one vector a class, `Σ_i y_i f_b(x_i) / ‖f_b(x_i)‖`. Everything is differentiated; targets are one-hot, the number of ways is a shape.
 *
 * The body's leaves are `model/body/…`, those of `anil`, `lastLayer` and `boil`, and of `maml` on `sequential({ body, head })`: their
 * trained meta-parameters are this learner's too, and the head's are left aside. So a network is trained by one of them and used without
 * any inner loop or head. It can be trained by itself as well.
 *
 * @throws InvalidOptionError if `scale` is not a positive finite number
 * @see Raghu, Raghu, Bengio, Vinyals 2020, "Rapid Learning or Feature Reuse? Towards Understanding the Effectiveness of MAML", arXiv:1909.09157
 */
export function nil({ body, scale = 1, loss = crossEntropy }: NilOptions): Learner<NilAdapted> {
  if (!Number.isFinite(scale) || scale <= 0) {
    throw new InvalidOptionError(`nil: scale must be a positive finite number, got ${scale}.`);
  }
  const embed = passThrough('body', { body });
  const learner: Learner<NilAdapted> = {
    name: 'nil',
    specs: under('model', under('body', body.specs)),
    ...(body.normalization === undefined ? {} : { normalization: body.normalization }),
    ...(loss.kind === undefined ? {} : { kind: loss.kind }),
    adapt: (params, { x, y }, context) => {
      const { value, reported } = observe((at) => embed(params, x, { ...at, pass: 'support' }), context);
      forward(reported, context);
      return { classes: tf.matMul(y, unitVectors(value, -1), true, false), buffers: reported };
    },
    predict: (params, { classes, buffers }, x, context) => {
      const features = embed({ ...params, ...buffers }, x, { ...context, pass: 'query' });
      return tf.mul(tf.matMul(unitVectors(features, -1), classes, false, true), scale);
    },
    objective: (params, adapted, query, context) => loss(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
