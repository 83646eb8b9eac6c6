import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context, Model } from '../contracts/model.js';
import type { ParamSpecs } from '../contracts/params.js';
import type { ParamTree } from '../contracts/tree.js';
import { observe } from '../gradients/observe.js';
import { mapParams, specOf } from '../params/named.js';
import { mergeTasks, sliceTasks, splitTasks, tasksOf } from '../task-axis/data.js';
import { isPerTask } from '../task-axis/leaf.js';

/** What a model of one task may know: it cannot report, since each task would overwrite the others' value. */
export type TaskContext = Omit<Context, 'report'>;

/** A model of one task in plain tf operations: every leaf of its spec's shape, `x` `[N, ...features]` to `[N, ...outputs]`. */
export type TaskFunction = (params: ParamTree, x: Tensor, context: TaskContext) => Tensor;

export interface FromFunctionOptions {
  /**
   * `f` treats each example by itself (no statistics over the batch): tasks that share all parameters then pass in one call, and a query
   * that is answered alone needs no call an example. Default false.
   */
  readonly independent?: boolean;
}

/** The value with its only task taken: `[1, …] → […]`. */
const onlyTask = (tensor: Tensor): Tensor => tf.squeeze(tensor, [0]);

const rowAt = (x: Tensor, row: number): Tensor =>
  tf.slice(x, [row, ...x.shape.slice(1).map(() => 0)], [1, ...x.shape.slice(1)]);

/**
 * A model from a function of one task. It runs task by task, so a batch of tasks equals the loop by construction; layers of core run them at once.
 * Leaves may be shared or per task as in any model; gradients are those of the operations that `f` uses.
 *
 * @param specs  the leaves that `f` reads
 */
export function fromFunction(
  specs: ParamSpecs,
  f: TaskFunction,
  { independent = false }: FromFunctionOptions = {},
): Model {
  const perTask = (tensor: Tensor, name: string): boolean => isPerTask(tensor, specOf(specs, name));
  const run = (params: ParamTree, x: Tensor, context: Context): Tensor =>
    observe((silent) => f(params, x, silent), context).value;
  const one = (params: ParamTree, x: Tensor, task: number, context: Context): Tensor => {
    const own = mapParams(params, (tensor, name) =>
      perTask(tensor, name) ? onlyTask(sliceTasks(tensor, task, 1)) : tensor,
    );
    return rows(own, onlyTask(sliceTasks(x, task, 1)), { ...context, key: context.key.from(task) });
  };
  /** Nobody can see what `f` does with the other rows of a query: where each is to be answered alone, each is all that `f` is given. */
  const rows = (params: ParamTree, x: Tensor, context: Context): Tensor => {
    const count = x.shape[0];
    if (independent || count < 2 || context.inductive !== true || context.pass !== 'query')
      return run(params, x, context);
    return tf.concat(Array.from({ length: count }, (_, row) => run(params, rowAt(x, row), context)));
  };
  return {
    specs,
    apply(params, x, context) {
      const tasks = tasksOf(x);
      if (independent && !Object.entries(params).some(([name, tensor]) => perTask(tensor, name))) {
        return splitTasks(run(params, mergeTasks(x), context), tasks);
      }
      return tf.stack(Array.from({ length: tasks }, (_, task) => one(params, x, task, context)));
    },
  };
}
