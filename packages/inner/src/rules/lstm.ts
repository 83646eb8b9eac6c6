import { dense, logAndSign, lstmCell, scope, stopGradient, under, uniform } from '@innerloop/core';
import type { LstmState, ParamSpecs, Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { coordinateWise } from '../coordinates/coordinate-wise.js';
import type { CoordinateState, CoordinateStep } from '../coordinates/coordinate-wise.js';
import { checkedNumber, count, positive } from '../options/number.js';

export interface LstmOptions {
  /** Units of the first level. Default 20. */
  readonly units?: number;
  /** `p` of the preprocessing of gradients and losses. Default 10. */
  readonly preprocessing?: number;
}

/** Of each coordinate, `[T, P, …]`: the first level's state, and the gates as they were, before the sigmoid. */
export type LstmGates = { readonly memory: LstmState; readonly forget: Tensor; readonly input: Tensor };
export type LstmRuleState = CoordinateState<LstmGates>;

/** The first values of the authors' code. A cell that forgot, or took in whole gradients, would lose the initialisation at once. */
const small = uniform(-0.01, 0.01);

/** The two levels: an LSTM that reads gradient and loss, and gates that read it, the value, and what they were. */
function levelsOf(units: number) {
  const cell = lstmCell({ inputs: 4, units, initializer: small, bias: small });
  const gate = dense({ inputs: units + 2, outputs: 1, initializer: small });
  const specs: ParamSpecs = {
    ...under('lstm', cell.specs),
    ...under('forget', { ...gate.specs, bias: { shape: [1], initialize: uniform(4, 5) } }),
    ...under('input', { ...gate.specs, bias: { shape: [1], initialize: uniform(-5, -4) } }),
  };
  return { cell, gate, specs };
}

/**
 * The LSTM meta-learner's rule: each parameter is the cell state of a small LSTM, `θ ← σ(F) ∘ θ − σ(I) ∘ ∇L(θ)`.
 *
 * Of each coordinate, with weights shared by all: `x = LSTM([pre(∇L); pre(L)])`, `F ← W_F [x, θ, F] + b_F`, `I ← W_I [x, θ, I] + b_I`,
 * where `pre` is `logAndSign`; the gates read their former values before the sigmoid, as the authors' code does. With `σ(F) = 1` and
 * `σ(I) = α` it is gradient descent. The learned first cell state `c_0` is the learner's own initialisation.
 *
 * Learns `lstm/kernel`, `lstm/bias`, `forget/…`, `input/…`, the same for all coordinates. Differentiated: the gates, the path of the cell
 * and `θ` as an input of the gates. Stopped, by definition of the method: `∇L` and `L`; the exact meta-gradient is the first-order one.
 *
 * @throws InvalidOptionError if `units` is no positive integer, or `preprocessing` no positive number
 * @see Ravi & Larochelle 2017, "Optimization as a Model for Few-Shot Learning", ICLR
 */
export function lstm({ units = 20, preprocessing = 10 }: LstmOptions = {}): UpdateRule<LstmRuleState> {
  checkedNumber('lstm: units', units, count, 'The default is 20.');
  checkedNumber('lstm: preprocessing', preprocessing, positive, 'The default is 10.');
  const { cell, gate, specs } = levelsOf(units);

  const move = ({ rule, values, grads, loss, state, context }: CoordinateStep<LstmGates>) => {
    const slope = stopGradient(grads);
    const height = logAndSign(stopGradient(loss), preprocessing);
    const seen = logAndSign(slope, preprocessing);
    const everywhere = tf.add(height, tf.zerosLike(seen));
    const memory = cell.step(scope(rule, 'lstm'), tf.concat([seen, everywhere], 2), state.memory, context);
    const gated = (name: 'forget' | 'input'): Tensor =>
      gate.apply(scope(rule, name), tf.concat([memory.hidden, values, state[name]], 2), context);
    const [forget, input] = [gated('forget'), gated('input')];
    return {
      values: tf.sub(tf.mul(tf.sigmoid(forget), values), tf.mul(tf.sigmoid(input), slope)),
      state: { memory, forget, input },
    };
  };

  return coordinateWise<LstmGates>({
    name: 'lstm',
    specs,
    start: (extent) => ({
      memory: cell.start(extent),
      forget: tf.zeros([...extent, 1]),
      input: tf.zeros([...extent, 1]),
    }),
    move,
  });
}
