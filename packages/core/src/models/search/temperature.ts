import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from '../../contracts/model.js';
import type { ParamSpec, ParamSpecs } from '../../contracts/params.js';
import type { ParamTree } from '../../contracts/tree.js';
import { InvalidOptionError } from '../../errors.js';
import { expectCount } from '../../layers/expect.js';
import { constant } from '../../params/initializers.js';
import { leaf } from '../../params/named.js';
import { running } from '../../params/roles.js';
import { align, isPerTask } from '../../task-axis/leaf.js';

/** `τ` falls from `from` to `to` in `steps` outer steps, by the same factor in each, and stays there. */
export interface Annealing {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** What divides logits before their softmax: small makes a mixture nearly one operation. */
export interface Temperature {
  readonly specs: ParamSpecs;
  /** `a / τ`, per task where one of them is. */
  cooled(logits: Tensor, spec: ParamSpec, params: ParamTree): Tensor;
  /** Reports the temperature of the next outer step: once in each, from the query pass of training. */
  anneal(params: ParamTree, context: Context): void;
}

const name = 'temperature';

function expectPositive(option: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new InvalidOptionError(`relaxed: ${option} must be a positive finite number, got ${value}.`);
}

function annealed({ from, to, steps }: Annealing): Temperature {
  expectPositive('temperature.from', from);
  expectPositive('temperature.to', to);
  expectCount('relaxed', 'temperature.steps', steps);
  const factor = (to / from) ** (1 / steps);
  const spec = running({ shape: [], initialize: constant(from) });
  const bounded = factor <= 1 ? tf.maximum : tf.minimum;
  return {
    specs: { [name]: spec },
    cooled(logits, own, params) {
      const temperature = leaf(params, name);
      const quotient = tf.div(align(logits, own, 2), align(temperature, spec, 2));
      const perTask = isPerTask(logits, own) || isPerTask(temperature, spec);
      return perTask ? quotient : tf.reshape(quotient, [...own.shape]);
    },
    anneal(params, { mode, pass, report }) {
      if (mode !== 'train' || pass !== 'query') return;
      report?.(name, bounded(tf.mul(leaf(params, name), factor), to));
    },
  };
}

/**
 * A temperature that stays, which is no leaf, or one that falls, which is a `running` leaf: state of training, saved and compiled with it.
 *
 * @throws InvalidOptionError if a temperature is not positive, or the number of steps no positive integer
 */
export function temperatureOf(given: number | Annealing): Temperature {
  if (typeof given !== 'number') return annealed(given);
  expectPositive('temperature', given);
  return {
    specs: {},
    cooled: (logits) => (given === 1 ? logits : tf.div(logits, given)),
    anneal: () => undefined,
  };
}
