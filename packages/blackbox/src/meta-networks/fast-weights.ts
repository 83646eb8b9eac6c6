import { dense, joined, leaf, logAndSign, lstmCell, lstmSequence, normal, parted, scope, under } from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** What turns gradients of examples into fast weights, each coordinate by the same function. */
export interface FastWeights {
  readonly specs: ParamSpecs;
  /** Gradients `[T, N, …spec]` of N examples become fast weights `[T, M, …spec]`. */
  from(params: ParamTree, grads: ParamTree, of: ParamSpecs, context: Context): ParamTree;
}

/** So small that fast weights hardly say anything before they are learned. */
const faint = normal(0.01);

/** `p` of the gradients' form: smaller ones than e^{−p} are seen by their values. */
const smallest = 10;

/** All entries of leaves `[T, N, …spec]` in the form of a pair each, `[T · N, P, 2]`. */
function pairsOf(grads: ParamTree, of: ParamSpecs): { readonly pairs: Tensor; readonly flat: ParamTree } {
  const flat = Object.fromEntries(
    Object.keys(of).map((name) => {
      const gradient = leaf(grads, name);
      const [tasks, rows, ...shape] = gradient.shape as [number, number, ...number[]];
      return [name, tf.reshape(gradient, [tasks * rows, ...shape])];
    }),
  );
  return { pairs: logAndSign(joined(flat, of, Object.keys(of)), smallest), flat };
}

/** Leaves `[T · M, …spec]` with tasks and their weights apart. */
const apart = (leaves: ParamTree, tasks: number): ParamTree =>
  Object.fromEntries(
    Object.entries(leaves).map(([name, value]) => [
      name,
      tf.reshape(value, [tasks, value.shape[0] / tasks, ...value.shape.slice(1)]),
    ]),
  );

const tasksOf = (grads: ParamTree): number => Object.values(grads)[0]?.shape[0] ?? 1;

/**
 * Fast weights of each example: `W*_i = m(∇_i)`, m a perceptron with one hidden layer of `units`, the same for every coordinate.
 *
 * Leaves: `hidden/…`, `output/…`.
 */
export function eachExample(units: number): FastWeights {
  const hidden = dense({ inputs: 2, outputs: units });
  const output = dense({ inputs: units, outputs: 1, initializer: faint });
  return {
    specs: { ...under('hidden', hidden.specs), ...under('output', output.specs) },
    from(params, grads, of, context) {
      const { pairs, flat } = pairsOf(grads, of);
      const inside = tf.relu(hidden.apply(scope(params, 'hidden'), pairs, context));
      return apart(parted(output.apply(scope(params, 'output'), inside, context), flat, of), tasksOf(grads));
    },
  };
}

/**
 * Fast weights of the task: `Q* = d(∇_1, …, ∇_N)`, d an LSTM of `units` that reads the gradients of the examples one after another, the same for
 * every coordinate. M is 1.
 *
 * Leaves: `cell/…`, `output/…`.
 */
export function wholeTask(units: number): FastWeights {
  const cell = lstmCell({ inputs: 2, units });
  const output = dense({ inputs: units, outputs: 1, initializer: faint });
  return {
    specs: { ...under('cell', cell.specs), ...under('output', output.specs) },
    from(params, grads, of, context) {
      const tasks = tasksOf(grads);
      const { pairs, flat } = pairsOf(grads, of);
      const [all, coordinates] = pairs.shape as [number, number, number];
      const rows = all / tasks;
      const series = tf.transpose(tf.reshape(pairs, [tasks, rows, coordinates, 2]), [0, 2, 1, 3]);
      const read = lstmSequence(cell, scope(params, 'cell'), tf.reshape(series, [tasks * coordinates, rows, 2]));
      const last = tf.reshape(read.state.hidden, [tasks, coordinates, units]);
      const like = Object.fromEntries(Object.entries(flat).map(([name, value]) => [name, tf.slice(value, 0, tasks)]));
      return apart(parted(output.apply(scope(params, 'output'), last, context), like, of), tasks);
    },
  };
}
