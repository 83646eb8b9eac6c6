import { InvalidOptionError, isLearned, pick, scope, sequential, under, within } from '@innerloop/core';
import type { Context, Model, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';

/** A network in two parts, `head(body(x))`. Its leaves are those of `sequential({ body, head })`: `model/body/…` and `model/head/…`. */
export interface BodyAndHead {
  /** Without its linear head: `[T, N, …] → [T, N, features]`. */
  readonly body: Model;
  /** `[T, N, features] → [T, N, outputs]`. */
  readonly head: Model;
}

type Part = keyof BodyAndHead;

/** All leaves of the network, and which statistics normalise in it. */
export function networkOf(parts: BodyAndHead): { readonly specs: ParamSpecs; readonly normalization?: string } {
  const { specs, normalization } = sequential({ body: parts.body, head: parts.head });
  return { specs: under('model', specs), ...(normalization === undefined ? {} : { normalization }) };
}

/**
 * The learned leaves of one part.
 *
 * @throws InvalidOptionError if there are none
 */
export function learnedIn(part: Part, parts: BodyAndHead, where: string): ParamSpecs {
  const { specs } = parts[part];
  const learned = pick(specs, (name) => isLearned(specs[name]));
  if (Object.keys(learned).length > 0) return under(`model/${part}`, learned);
  throw new InvalidOptionError(
    `${where}: the ${part} has no learned leaf, so the inner loop would move nothing. Pass a ${part} with parameters.`,
  );
}

/** Runs one part of the network on the parameters of the whole. */
export const passThrough =
  <P extends string>(part: P, parts: Readonly<Record<P, Model>>) =>
  (params: ParamTree, x: Tensor, context: Context): Tensor =>
    parts[part].apply(scope(params, `model/${part}`), x, within(within(context, 'model'), part));
