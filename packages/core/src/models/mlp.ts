import type { Model } from '../contracts/model.js';
import { InvalidOptionError } from '../errors.js';
import type { ActivationName } from '../layers/activation.js';
import { activation } from '../layers/activation.js';
import { dense } from '../layers/dense.js';
import type { NormOptions } from '../layers/normalization/batch-norm.js';
import { batchNorm } from '../layers/normalization/batch-norm.js';
import { sequential } from '../layers/sequential.js';
import type { Initializer } from '../params/initializers.js';

export interface MlpOptions {
  readonly inputs: number;
  /** Units of each hidden layer; none makes a linear model. */
  readonly hidden: readonly number[];
  readonly outputs: number;
  /** After each hidden layer; default `relu`. */
  readonly activation?: ActivationName;
  /** Of the kernels; default `glorotUniform`. */
  readonly initializer?: Initializer;
  /** Batch normalisation between each hidden layer and its activation; default none. */
  readonly norm?: NormOptions;
}

function expectList(hidden: unknown): void {
  if (Array.isArray(hidden)) return;
  throw new InvalidOptionError(`mlp: hidden must be a list of sizes such as [40, 40], got ${String(hidden)}.`);
}

/**
 * A fully connected network: `[T, N, inputs] → [T, N, outputs]`, linear at the end.
 *
 * Leaves: `layer0/kernel`, `layer0/bias`, …, `head/kernel`, `head/bias`, and with `norm` `norm0/…`, ….
 * MAML's sinusoid network is `mlp({ inputs: 1, hidden: [40, 40], outputs: 1 })`.
 *
 * @throws InvalidOptionError if a size is not a positive integer or the activation does not exist
 */
export function mlp({ inputs, hidden, outputs, activation: name = 'relu', initializer, norm }: MlpOptions): Model {
  expectList(hidden);
  const start = initializer === undefined ? {} : { initializer };
  const layers: Record<string, Model> = {};
  hidden.forEach((units, i) => {
    layers[`layer${i}`] = dense({ inputs: hidden[i - 1] ?? inputs, outputs: units, ...start });
    if (norm !== undefined) layers[`norm${i}`] = batchNorm({ ...norm, features: units });
    layers[`activation${i}`] = activation(name);
  });
  return sequential({ ...layers, head: dense({ inputs: hidden.at(-1) ?? inputs, outputs, ...start }) });
}
