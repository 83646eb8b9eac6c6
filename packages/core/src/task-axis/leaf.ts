import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ParamSpec, ParamSpecs } from '../contracts/params.js';
import type { ParamTree, Shape } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';
import { broadcast } from '../primitives/broadcast.js';

const shown = (shape: Shape): string => `[${shape.join(', ')}]`;

/**
 * Whether a leaf holds a value per task: its rank is one more than its spec's.
 * The only place that decides it: raw broadcasting is silently wrong when the number of tasks equals another axis.
 *
 * @throws InvalidDataError if its trailing axes are not the spec's shape
 */
export function isPerTask(tensor: Tensor, spec: ParamSpec): boolean {
  const lead = tensor.rank - spec.shape.length;
  if ((lead !== 0 && lead !== 1) || spec.shape.some((length, axis) => tensor.shape[axis + lead] !== length)) {
    throw new InvalidDataError(
      `isPerTask: expected a leaf of shape ${shown(spec.shape)} or [tasks, ${spec.shape.join(', ')}], got ${shown(tensor.shape)}.`,
    );
  }
  return lead === 1;
}

/**
 * A shared or per-task leaf as `[T or 1, 1…, ...shape]` of the given rank, ready to broadcast against data `[T, N, …]` of that rank;
 * the leaf itself where it is so already.
 * Gradients flow.
 */
export function align(tensor: Tensor, spec: ParamSpec, rank: number): Tensor {
  const perTask = isPerTask(tensor, spec);
  if (perTask && tensor.rank === rank) return tensor;
  const tasks = perTask ? tensor.shape[0] : 1;
  const between = new Array<number>(Math.max(0, rank - 1 - spec.shape.length)).fill(1);
  return tf.reshape(tensor, [tasks, ...between, ...spec.shape]);
}

/** Every leaf per task: shared ones are broadcast along a new task axis. Gradients add up over the tasks. */
export const spread = (params: ParamTree, specs: ParamSpecs, tasks: number): ParamTree =>
  Object.fromEntries(
    Object.entries(params).map(([name, tensor]) => {
      const spec = specs[name];
      if (spec === undefined)
        throw new InvalidDataError(`spread: no spec for '${name}'. There are: ${Object.keys(specs).join(', ')}.`);
      return [name, isPerTask(tensor, spec) ? tensor : broadcast(tensor, [tasks, ...tensor.shape])];
    }),
  );

/** A scalar `[]` or one a task `[T]`, shaped so that it multiplies a per-task leaf of the given rank. */
export const perTaskScalar = (scalar: Tensor, rank: number): Tensor =>
  scalar.rank === 0 ? scalar : tf.reshape(scalar, [scalar.shape[0], ...new Array<number>(rank - 1).fill(1)]);
