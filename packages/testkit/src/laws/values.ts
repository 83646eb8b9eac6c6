import { initialize, mapParams } from '@innerloop/core';
import type { Context, Key, ParamSpecs, ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** A context for checks: training, exact. */
export const contextOf = (key: Key): Context => ({ key, mode: 'train', order: 'exact' });

/**
 * Values that no initialiser gives: each entry times a number in [½, 1½), plus one in [0, 0.1), so that zeros are not zero,
 * tasks differ, and what must be positive stays so. With `tasks`, every leaf that `perTask` picks gets a value per task.
 */
export function valuesOf(
  specs: ParamSpecs,
  key: Key,
  tasks?: number,
  perTask: (name: string) => boolean = () => true,
): ParamTree {
  return mapParams(initialize(specs, key.fold('initialize')), (tensor, name) => {
    if (tensor.dtype !== 'float32') return tensor;
    const count = tasks !== undefined && perTask(name) ? tasks : undefined;
    const draw = (label: string): tf.Tensor => key.fold(name).fold(label).draw('uniform', tensor.shape, count);
    return tf.add(tf.mul(tensor, tf.add(draw('factor'), 0.5)), tf.mul(draw('offset'), 0.1));
  });
}

/** The leaves of task `task`, as values per task of one task; shared leaves as they are. */
export const taskOf = (params: ParamTree, specs: ParamSpecs, task: number): ParamTree =>
  mapParams(params, (tensor, name) =>
    tensor.rank > (specs[name]?.shape.length ?? tensor.rank)
      ? tf.slice(tensor, [task, ...tensor.shape.slice(1).map(() => 0)], [1, ...tensor.shape.slice(1)])
      : tensor,
  );
