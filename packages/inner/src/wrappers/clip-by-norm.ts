import { isPerTask, mapParams, perTaskScalar, pick, specOf, stopGradient } from '@innerloop/core';
import type { ParamSpecs, ParamTree, Tensor, Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, positive } from '../options/number.js';

/** `Σ g²` over all entries of all leaves: `[]` of shared leaves, `[T]` of leaves per task. */
function squaredNorm(grads: ParamTree, specs: ParamSpecs): Tensor {
  const squares = Object.entries(grads).map(([name, grad]) => {
    const own = specOf(specs, name).shape.map((_, axis) => grad.rank - 1 - axis);
    return tf.sum(tf.square(grad), own);
  });
  return squares.reduce((sum, square) => tf.add(sum, square));
}

/** `min(1, limit / ‖g‖)`, exactly 1 within the limit, differentiable at a gradient of zero. */
function factorOf(squared: Tensor, limit: number): Tensor {
  const beyond = stopGradient(tf.greater(squared, limit * limit));
  const safe = tf.where(beyond, squared, tf.onesLike(squared)); // no root of zero
  return tf.where(beyond, tf.div(limit, tf.sqrt(safe)), tf.onesLike(squared));
}

function clipTogether(grads: ParamTree, specs: ParamSpecs, limit: number): ParamTree {
  if (Object.keys(grads).length === 0) return {};
  const factor = factorOf(squaredNorm(grads, specs), limit);
  return mapParams(grads, (grad) => tf.mul(grad, perTaskScalar(factor, grad.rank)));
}

/**
 * Scales the gradients down to a norm of `limit` where they are longer, `g ← g · min(1, limit / ‖g‖)`, before a rule sees them.
 *
 * The norm is that of all leaves together: of each task by itself for leaves per task, one norm for shared leaves. Where a rule moves
 * both kinds, each kind has its own. Gradients flow through the norm; within the limit nothing changes, bit for bit.
 *
 * @throws InvalidOptionError if `limit` is no positive finite number
 * @see Pascanu et al. 2013, "On the difficulty of training recurrent neural networks", arXiv:1211.5063
 */
export function clipByNorm(limit: number): <State extends Tree>(rule: UpdateRule<State>) => UpdateRule<State> {
  checkedNumber('clipByNorm: limit', limit, positive, 'Pass the largest norm that the gradients may have, such as 1.');
  return (rule) => ({
    ...rule,
    name: `clip-by-norm(${rule.name})`,
    update: (step) => {
      const { grads, specs } = step;
      const perTask = (name: string): boolean => isPerTask(grads[name] as Tensor, specOf(specs, name));
      const each = clipTogether(pick(grads, perTask), specs, limit);
      const shared = clipTogether(
        pick(grads, (name) => !perTask(name)),
        specs,
        limit,
      );
      return rule.update({ ...step, grads: { ...each, ...shared } });
    },
  });
}
