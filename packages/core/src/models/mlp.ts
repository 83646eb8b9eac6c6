import type { Model } from '../contracts/model.js';
import { InvalidOptionError } from '../errors.js';
import { appendContext } from '../layers/context/append-context.js';
import type { ActivationName } from '../layers/activation.js';
import { activation } from '../layers/activation.js';
import { dense } from '../layers/dense.js';
import type { NormChoice } from '../layers/normalization/norm-of.js';
import { normOf } from '../layers/normalization/norm-of.js';
import type { Sequential } from '../layers/sequential.js';
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
  /** Normalisation between each hidden layer and its activation, by batch or, with `groups`, of each example; default none. */
  readonly norm?: NormChoice;
  /**
   * A vector of `size` entries that tells the task, appended to what the layer of this number takes in: 0 (default) is the input, as many as
   * there are hidden layers is the head. A learner such as `cavia` moves it.
   */
  readonly context?: { readonly size: number; readonly layer?: number };
}

function expectList(hidden: unknown): void {
  if (Array.isArray(hidden)) return;
  throw new InvalidOptionError(`mlp: hidden must be a list of sizes such as [40, 40], got ${String(hidden)}.`);
}

/** Where the context enters, as a layer number; -1 for nowhere. */
function contextLayer({ context, hidden }: MlpOptions): number {
  if (context === undefined) return -1;
  const { layer = 0 } = context;
  if (Number.isInteger(layer) && layer >= 0 && layer <= hidden.length) return layer;
  throw new InvalidOptionError(
    `mlp: context.layer must be an integer from 0, the input, to ${hidden.length}, the head; got ${layer}.`,
  );
}

/**
 * A fully connected network: `[T, N, inputs] → [T, N, outputs]`, linear at the end.
 *
 * Leaves: `layer0/kernel`, `layer0/bias`, …, `head/kernel`, `head/bias`, with `norm` `norm0/…`, …, and with `context` `task/context`.
 * MAML's sinusoid network is `mlp({ inputs: 1, hidden: [40, 40], outputs: 1 })`.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or the activation or the layer of the context does not exist
 */
export function mlp(options: MlpOptions): Sequential {
  const { inputs, hidden, outputs, activation: name = 'relu', initializer, norm, context } = options;
  expectList(hidden);
  const start = initializer === undefined ? {} : { initializer };
  const entry = contextLayer(options);
  const layers: Record<string, Model> = {};
  const size = context?.size ?? 0;
  /** What layer `i` takes in, with the context where that enters. */
  const widthAt = (i: number): number => (hidden[i - 1] ?? inputs) + (i === entry ? size : 0);
  hidden.forEach((units, i) => {
    if (i === entry) layers['task'] = appendContext({ size });
    layers[`layer${i}`] = dense({ inputs: widthAt(i), outputs: units, ...start });
    if (norm !== undefined) layers[`norm${i}`] = normOf(norm, units);
    layers[`activation${i}`] = activation(name);
  });
  if (entry === hidden.length) layers['task'] = appendContext({ size });
  return sequential({ ...layers, head: dense({ inputs: widthAt(hidden.length), outputs, ...start }) });
}
