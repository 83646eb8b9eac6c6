import type { ActivationName, Model, Tensor } from '@innerloop/core';
import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import type { Latent } from './latent.js';
import { latentPath } from './latent.js';
import type { CrossAttentionOptions, Path } from './path.js';
import { attentionPath, classPath, meanPath } from './path.js';
import type { SetEncoder } from './set-encoder.js';
import { setEncoder } from './set-encoder.js';

export interface NeuralProcessOptions {
  /** Features of an input, or of what `model` makes of it. */
  readonly inputs: number;
  /** Numbers of a target; of classification the ways, which are fixed. */
  readonly outputs: number;
  /** Default `regression`. */
  readonly kind?: 'regression' | 'classification';
  /** An embedding of inputs, `[T, N, …] → [T, N, inputs]`. Default: inputs as they are. */
  readonly model?: Model;
  /** Units of the encoder's layers, the last of which is linear and gives the code. Default [128, 128, 128, 128]. */
  readonly encoder?: readonly number[];
  /** Units of the decoder's hidden layers. Default [128, 128]. */
  readonly decoder?: readonly number[];
  /** Between layers. Default `relu`. */
  readonly activation?: ActivationName;
  /** Attentive: each target's own mean of codes, in place of one for all. Default: none. */
  readonly attention?: CrossAttentionOptions;
  /** Latent: a normal variable z of `size` entries (default 128) that a function is sampled by, with an encoder of its own. Default: none. */
  readonly latent?: { readonly size?: number };
  /** Whether the codes reach the decoder beside z; only a latent one can do without. Default true. */
  readonly deterministic?: boolean;
  /** Samples of z that `predictive` and `samples` take. Default 10. */
  readonly samples?: number;
  /** Whether the objective asks for the support too, beside the query: targets that contain the context, as the released code trains. Default true. */
  readonly contextInTargets?: boolean;
}

const where = 'neuralProcess';

/** An encoder of examples: the deterministic and the latent path have one each. */
const encoderOf = ({ inputs, outputs, encoder: sizes, activation = 'relu' }: NeuralProcessOptions): SetEncoder =>
  setEncoder({ inputs, outputs, activation, ...(sizes === undefined ? {} : { sizes }) });

/** How the support's codes reach the decoder, if they do. */
export function pathOf(options: NeuralProcessOptions): Path | undefined {
  const { inputs, outputs, attention, kind, activation, deterministic = true } = options;
  if (!deterministic) return undefined;
  if (attention !== undefined) return attentionPath(encoderOf(options), inputs, { activation, ...attention });
  return kind === 'classification' ? classPath(encoderOf(options), outputs) : meanPath(encoderOf(options));
}

/** The latent variable, if there is one. */
export function latentOf(options: NeuralProcessOptions): Latent | undefined {
  const { latent, activation } = options;
  return latent && latentPath(encoderOf(options), { size: 128, activation, ...latent });
}

/** @throws InvalidOptionError if an option is none of those there are, or options do not fit one another */
export function expectOptions({
  kind = 'regression',
  latent,
  deterministic = true,
  samples = 10,
}: NeuralProcessOptions): void {
  if (!['regression', 'classification'].includes(kind))
    throw new InvalidOptionError(`${where}: kind must be regression or classification, got '${kind as string}'.`);
  if (!Number.isInteger(samples) || samples < 1)
    throw new InvalidOptionError(`${where}: samples must be a whole number of at least 1, got ${samples}.`);
  if (deterministic || latent !== undefined) return;
  throw new InvalidOptionError(
    `${where}: without the deterministic path nothing of the support reaches the decoder. Pass latent: {}, or leave deterministic out.`,
  );
}

/** @throws InvalidDataError unless targets are `[T, N, outputs]` */
export function expectTargets(y: Tensor, outputs: number, kind: 'regression' | 'classification'): void {
  if (y.rank === 3 && y.shape[2] === outputs) return;
  const what = kind === 'classification' ? `labels of ${outputs} ways` : `targets of ${outputs} numbers`;
  throw new InvalidDataError(
    `${where}: expected ${what}, [tasks, examples, ${outputs}], got [${y.shape.join(', ')}]. Build it for that width.`,
  );
}
