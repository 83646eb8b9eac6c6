import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from '../contracts/model.js';
import type { ParamTree } from '../contracts/tree.js';
import { gradientsAt } from './gradients-at.js';

/**
 * The leaves of `at` that a gradient of `f(at, context)` reaches, by name, whatever its numbers are: zero is a gradient too.
 *
 * It takes one gradient to know. What `f` reports meanwhile is dropped.
 */
export function dependsOn(
  f: (params: ParamTree, context: Context) => Tensor,
  at: ParamTree,
  context: Context,
): readonly string[] {
  const { report: _report, ...quiet } = context;
  const names = Object.keys(at);
  if (names.length === 0) return [];
  let found: readonly boolean[] = [];
  tf.tidy(() => {
    found = gradientsAt(() => f(at, quiet), Object.values(at)).reached;
  });
  return names.filter((_, i) => found[i]);
}
