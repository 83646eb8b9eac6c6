import {
  broadcast,
  differentiate,
  isPerTask,
  leaf,
  mapParams,
  mergeTasks,
  specOf,
  stopGradient,
} from '@innerloop/core';
import type { Context, Loss, Model, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Every leaf once for each example: `[T · N, …spec]`. */
const forEachExample = (params: ParamTree, specs: ParamSpecs, tasks: number, rows: number): ParamTree =>
  Object.fromEntries(
    Object.keys(specs).map((name) => {
      const [value, spec] = [leaf(params, name), specOf(specs, name)];
      const own = isPerTask(value, spec) ? tf.expandDims(value, 1) : tf.reshape(value, [1, 1, ...spec.shape]);
      return [name, tf.reshape(broadcast(own, [tasks, rows, ...spec.shape]), [tasks * rows, ...spec.shape])];
    }),
  );

/**
 * The gradient of the loss of each example by itself, by all leaves of a model: `[T, N, …spec]`. Examples are tasks of one example each for it.
 *
 * @param flows  whether a surrounding gradient flows through them; else they are numbers
 */
export function exampleGradients(
  model: Model,
  loss: Loss,
  params: ParamTree,
  { x, y }: { readonly x: Tensor; readonly y: Tensor },
  context: Context,
  flows: boolean,
): ParamTree {
  const [tasks, rows] = x.shape as [number, number];
  const single = (all: Tensor): Tensor => tf.expandDims(mergeTasks(all), 1);
  const [inputs, targets] = [single(x), single(y)];
  const at = forEachExample(params, model.specs, tasks, rows);
  const { grads } = differentiate((each, inner) => loss(model.apply(each, inputs, inner), targets), at, context);
  return mapParams(grads, (gradient) => {
    const own = tf.reshape(gradient, [tasks, rows, ...gradient.shape.slice(1)]);
    return flows ? own : stopGradient(own);
  });
}
