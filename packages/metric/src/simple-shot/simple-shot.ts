import {
  align,
  crossEntropy,
  embedding,
  InvalidOptionError,
  leaf,
  running,
  specOf,
  squaredDistances,
  unitVectors,
  zeros,
} from '@innerloop/core';
import type { Context, Learner, Model, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { classMeans } from '../classes/class-means.js';
import { expectFactor } from '../classes/expect-factor.js';

export interface SimpleShotOptions {
  /** The embedding, pretrained or trained here. */
  readonly model: Model;
  /** Numbers that the embedding gives of an example. */
  readonly features: number;
  /** Whether the mean feature of the training classes is taken out (C); default true. */
  readonly centred?: boolean;
  /** Whether features are divided by their length (L2N); default true. */
  readonly normalised?: boolean;
  /** Factor of the logits; default 1. It changes no decision. */
  readonly scale?: number;
  /**
   * Least weight of a new support in the mean feature; default 0: the mean over all training tasks so far, right for an embedding that does
   * not move. With an embedding that is trained meanwhile take about 0.05.
   */
  readonly momentum?: number;
}

/** A mean a class, `[T, ways, features]`, and the buffers that the support left. */
export type SimpleShotAdapted = { readonly means: Tensor; readonly buffers: ParamTree };

/**
 * SimpleShot: features are centred by the mean feature of the training classes and divided by their length (CL2N); a query belongs to the nearest
 * class mean.
 *
 * `z = u(f(x) − m)`, `u(a) = a / ‖a‖`, `c_n = mean of z over class n`, logits `−scale · ‖z(x̂) − c_n‖²`, objective the cross-entropy.
 *
 * The mean `m` is a running leaf, `centre/mean`: each support of training moves it by `max(momentum, 1 / t)` of the way, where `centre/count`
 * counts to `t`. It is constant to derivatives, testing leaves it alone, and checkpoints hold it. The paper pretrains the embedding as a plain classifier;
 * then a training with all learned leaves at rest, `optimizer: groups({ '': 0 })(sgd(1))`, fills `m` from the training classes.
 *
 * @throws InvalidOptionError if `features` is not a positive integer, `scale` not positive, or `momentum` not in [0, 1]
 * @see Wang, Chao, Weinberger, van der Maaten 2019, "SimpleShot: Revisiting Nearest-Neighbor Classification for Few-Shot Learning", arXiv:1911.04623
 */
export function simpleShot(options: SimpleShotOptions): Learner<SimpleShotAdapted> {
  const { model, features, centred = true, normalised = true, scale = 1, momentum = 0 } = options;
  expectFactor('simpleShot', 'scale', scale);
  if (!Number.isInteger(features) || features < 1) {
    throw new InvalidOptionError(`simpleShot: features must be a positive integer, got ${features}.`);
  }
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new InvalidOptionError(`simpleShot: momentum must be at least 0 and at most 1, got ${momentum}.`);
  }
  const embed = embedding(model);
  const centre: ParamSpecs = centred
    ? {
        'centre/mean': running({ shape: [features], initialize: zeros }),
        'centre/count': running({ shape: [1], initialize: zeros }),
      }
    : {};
  const part = (params: ParamTree, name: string, rank: number): Tensor =>
    align(leaf(params, name), specOf(centre, name), rank);

  /** Moves the mean towards that of a support of training. */
  const follow = (params: ParamTree, seen: Tensor, { report }: Context): void => {
    const count = tf.add(part(params, 'centre/count', 2), 1);
    const mean = part(params, 'centre/mean', 2);
    const step = tf.maximum(tf.div(1, count), momentum);
    report?.('centre/mean', tf.add(mean, tf.mul(step, tf.sub(tf.mean(seen, 1), mean))));
    report?.('centre/count', leaf(params, 'centre/count').rank === 1 ? tf.squeeze(count, [0]) : count);
  };
  const transformed = (params: ParamTree, x: Tensor): Tensor => {
    const moved = centred ? tf.sub(x, part(params, 'centre/mean', 3)) : x;
    return normalised ? unitVectors(moved, -1) : moved;
  };

  const learner: Learner<SimpleShotAdapted> = {
    name: 'simple-shot',
    kind: 'classification',
    specs: { ...embed.specs, ...centre },
    ...embed.told,
    adapt: (params, { x, y }, context) => {
      const { features: seen, buffers } = embed.support(params, x, context);
      if (centred && context.mode === 'train') follow(params, seen, context);
      return { means: classMeans(transformed(params, seen), y), buffers };
    },
    predict: (params, { means, buffers }, x, context) => {
      const query = transformed(params, embed.query(params, buffers, x, context));
      return tf.mul(squaredDistances(query, means), -scale);
    },
    objective: (params, adapted, query, context) =>
      crossEntropy(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
