import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from '../contracts/model.js';
import type { ParamSpec, ParamSpecs } from '../contracts/params.js';
import type { ParamTree, Shape } from '../contracts/tree.js';
import type { Initializer } from '../params/initializers.js';
import { glorotUniform } from '../params/initializers.js';
import { dense } from './dense.js';
import { reshaped } from '../primitives/reshaped.js';
import { leaf, specOf } from '../params/named.js';
import { align } from '../task-axis/leaf.js';
import { expectCount, expectFeatures } from './expect.js';
import { rowsTimes } from './product.js';

export interface LstmCellOptions {
  readonly inputs: number;
  readonly units: number;
  /** Of the kernel; default `glorotUniform`. */
  readonly initializer?: Initializer;
  /** Of the bias `[4 · units]`, the gates' in the order input, forget, candidate, output; default 1 for the forget gate and 0 elsewhere. */
  readonly bias?: Initializer;
}

/** What a cell carries from step to step: `hidden`, which is its output, and `cell`, each `[T, N, …, units]`. */
export type LstmState = { readonly hidden: Tensor; readonly cell: Tensor };

/** A recurrent cell: no model, since it has a state. */
export interface LstmCell {
  readonly specs: ParamSpecs;
  /** Zeros, for data `[...leading, inputs]`. */
  start(leading: Shape): LstmState;
  /** `x` is `[T, N, …, inputs]`; the output is the new state's `hidden`. */
  step(params: ParamTree, x: Tensor, state: LstmState, context: Context): LstmState;
  /** The inputs' share of the gates, `x · kernel's input rows + bias`: `[T, N, …, inputs] → [T, N, …, 4 · units]`. One product for many times. */
  project(params: ParamTree, x: Tensor): Tensor;
  /**
   * The leaves for many steps of `advance`: with the hidden state's rows of the kernel cut out, once and not at each step, so that their
   * gradients are added up before they are put in the kernel's place. Optional.
   */
  prepare(params: ParamTree): ParamTree;
  /** `step`, within rounding, from the inputs' share that `project` gave. */
  advance(params: ParamTree, projected: Tensor, state: LstmState): LstmState;
}

/** What `prepare` adds; no leaf of a spec is called so. */
const recurrent = 'kernel of the hidden state';

/** A cell that keeps its memory before it has learned what to forget (Jozefowicz et al. 2015). */
const remembering: Initializer = (_key, shape) => {
  const units = (shape[0] as number) / 4;
  return tf.concat([tf.zeros([units]), tf.fill([units], 1), tf.zeros([2 * units])]);
};

/**
 * A long short-term memory cell: with `[i, f, g, o] = [x, h] · kernel + bias`,
 * `c ← σ(f) ∘ c + σ(i) ∘ tanh(g)` and `h ← σ(o) ∘ tanh(c)`.
 *
 * Leaves: `kernel` `[inputs + units, 4 · units]`, `bias` `[4 · units]`, each shared or per task. Gradients flow through all of it, to any order.
 *
 * @throws InvalidOptionError if a size is not a positive integer
 * @see Hochreiter & Schmidhuber 1997, "Long Short-Term Memory"; Gers et al. 2000, "Learning to Forget"
 */
export function lstmCell({
  inputs,
  units,
  initializer = glorotUniform,
  bias = remembering,
}: LstmCellOptions): LstmCell {
  expectCount('lstmCell', 'inputs', inputs);
  expectCount('lstmCell', 'units', units);
  const gates = dense({ inputs: inputs + units, outputs: 4 * units, initializer });
  const specs: { readonly kernel: ParamSpec; readonly bias: ParamSpec } = {
    kernel: specOf(gates.specs, 'kernel'),
    bias: { shape: [4 * units], initialize: bias },
  };
  /** Some rows of the kernel, `[1 or T, count, 4 · units]`. */
  const rowsOf = (params: ParamTree, start: number, count: number): Tensor => {
    const kernel = align(leaf(params, 'kernel'), specs.kernel, 3);
    return tf.slice(kernel, [0, start, 0], [kernel.shape[0], count, 4 * units]);
  };
  const times = (x: Tensor, rows: Tensor): Tensor =>
    reshaped(rowsTimes('lstmCell', x, rows), [...x.shape.slice(0, -1), 4 * units]);
  return {
    specs,
    start: (leading) => ({ hidden: tf.zeros([...leading, units]), cell: tf.zeros([...leading, units]) }),
    step: (params, x, state, context) =>
      through(gates.apply(params, tf.concat([x, state.hidden], x.rank - 1), context), state),
    project(params, x) {
      expectFeatures('lstmCell', x, inputs);
      return tf.add(times(x, rowsOf(params, 0, inputs)), align(leaf(params, 'bias'), specs.bias, x.rank));
    },
    prepare: (params) => ({ ...params, [recurrent]: rowsOf(params, inputs, units) }),
    advance(params, projected, state) {
      const rows = params[recurrent] ?? rowsOf(params, inputs, units);
      return through(tf.add(projected, times(state.hidden, rows)), state);
    },
  };
}

/** The new state, from what the gates sum up. */
function through(sums: Tensor, state: LstmState): LstmState {
  const [input, forget, candidate, output] = tf.split(sums, 4, sums.rank - 1) as [Tensor, Tensor, Tensor, Tensor];
  const kept = tf.mul(tf.sigmoid(forget), state.cell);
  const cell = tf.add(kept, tf.mul(tf.sigmoid(input), tf.tanh(candidate)));
  return { hidden: tf.mul(tf.sigmoid(output), tf.tanh(cell)), cell };
}
