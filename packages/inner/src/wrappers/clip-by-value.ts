import { mapParams } from '@innerloop/core';
import type { Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, positive } from '../options/number.js';

/**
 * Clips every entry of the gradients to `[−limit, limit]` before a rule sees them.
 *
 * Gradients flow where nothing is clipped. MAML's outer optimizer on miniImageNet clips at 10.
 *
 * @throws InvalidOptionError if `limit` is no positive finite number
 */
export function clipByValue(limit: number): <State extends Tree>(rule: UpdateRule<State>) => UpdateRule<State> {
  checkedNumber('clipByValue: limit', limit, positive, 'Pass the largest entry that a gradient may have, such as 10.');
  return (rule) => ({
    ...rule,
    name: `clip-by-value(${rule.name})`,
    update: (step) =>
      rule.update({ ...step, grads: mapParams(step.grads, (grad) => tf.clipByValue(grad, -limit, limit)) }),
  });
}
