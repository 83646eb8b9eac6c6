import { dense, InvalidOptionError, logAndSign, lstmCell, scope, stopGradient, under } from '@innerloop/core';
import type { LstmState, ParamSpecs, Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { coordinateWise } from '../coordinates/coordinate-wise.js';
import type { CoordinateState, CoordinateStep } from '../coordinates/coordinate-wise.js';
import { checkedNumber, count, positive } from '../options/number.js';

export interface LearnedOptimizerOptions {
  /** Units of each layer of LSTM cells. Default `[20, 20]`; none makes the step a linear function of what is seen of the gradient. */
  readonly hidden?: readonly number[];
  /** Of the steps. Default 0.01: a network that has learned nothing yet must not move far. */
  readonly scale?: number;
  /** `p` of the preprocessing of gradients, default 5; or `'none'`, for gradients of about size one. */
  readonly preprocessing?: number | 'none';
  /** Whether meta-gradients flow through the gradients that it reads. Default false, as in the paper. */
  readonly secondDerivatives?: boolean;
}

/** The state of each layer, of each coordinate. */
export type LearnedOptimizerState = CoordinateState<readonly LstmState[]>;

function checked(options: LearnedOptimizerOptions): Required<LearnedOptimizerOptions> {
  const { hidden = [20, 20], scale = 0.01, preprocessing = 5, secondDerivatives = false } = options;
  if (!Array.isArray(hidden)) {
    throw new InvalidOptionError(
      `learnedOptimizer: hidden must be a list of sizes such as [20, 20], got ${String(hidden)}.`,
    );
  }
  hidden.forEach((units: number) =>
    checkedNumber('learnedOptimizer: hidden', units, count, 'The default is [20, 20].'),
  );
  checkedNumber('learnedOptimizer: scale', scale, positive, 'The default is 0.01.');
  if (preprocessing !== 'none') {
    checkedNumber(
      'learnedOptimizer: preprocessing',
      preprocessing,
      positive,
      "The default is 5; 'none' leaves it out.",
    );
  }
  return { hidden, scale, preprocessing, secondDerivatives };
}

/** The network: LSTM cells one above the other, and a linear output. */
function networkOf(hidden: readonly number[], inputs: number) {
  const cells = hidden.map((units, i) => lstmCell({ inputs: hidden[i - 1] ?? inputs, units }));
  const output = dense({ inputs: hidden.at(-1) ?? inputs, outputs: 1 });
  const layers = cells.map((cell, i) => under(`lstm${i}`, cell.specs));
  const specs = Object.assign({}, ...layers, under('output', output.specs)) as ParamSpecs;
  return { cells, output, specs };
}

/**
 * A learned optimizer: the step is what a recurrent network makes of the gradient, `φ ← φ + s · m(pre(∇L(φ)), h)`.
 *
 * The network `m` treats every coordinate alike and by itself: LSTM cells one above the other, a linear output, `pre` is `logAndSign`.
 * It starts at random: before it is trained its steps are small, and lead nowhere in particular.
 *
 * Learns `lstm0/kernel`, `lstm0/bias`, …, `output/…`. Differentiated: the network, its state and the sum of the steps. Stopped unless
 * `secondDerivatives`: `∇L`, so that no second derivative of the loss is taken.
 *
 * @throws InvalidOptionError if `hidden` is no list of positive integers, or `scale` or `preprocessing` no positive number
 * @see Andrychowicz et al. 2016, "Learning to learn by gradient descent by gradient descent", arXiv:1606.04474
 */
export function learnedOptimizer(options: LearnedOptimizerOptions = {}): UpdateRule<LearnedOptimizerState> {
  const { hidden, scale, preprocessing, secondDerivatives } = checked(options);
  const { cells, output, specs } = networkOf(hidden, preprocessing === 'none' ? 1 : 2);
  const see = (grads: Tensor): Tensor => {
    const slope = secondDerivatives ? grads : stopGradient(grads);
    return preprocessing === 'none' ? slope : logAndSign(slope, preprocessing);
  };

  const move = ({ rule, values, grads, state, context }: CoordinateStep<readonly LstmState[]>) => {
    let seen = see(grads);
    const memory = cells.map((cell, i) => {
      const next = cell.step(scope(rule, `lstm${i}`), seen, state[i] as LstmState, context);
      seen = next.hidden;
      return next;
    });
    const step = output.apply(scope(rule, 'output'), seen, context);
    return { values: tf.add(values, tf.mul(step, scale)), state: memory };
  };

  return coordinateWise<readonly LstmState[]>({
    name: 'learned-optimizer',
    specs,
    start: (extent) => cells.map((cell) => cell.start(extent)),
    move,
  });
}
