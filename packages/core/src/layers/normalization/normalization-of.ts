import type { Model } from '../../contracts/model.js';

/** What a model made of parts says of its normalisation: each kind that a part has, once; nothing where no part has any. */
export function normalizationOf(parts: readonly Model[]): Pick<Model, 'normalization'> {
  const kinds = [...new Set(parts.flatMap(({ normalization }) => normalization ?? []))];
  return kinds.length === 0 ? {} : { normalization: kinds.join(', ') };
}
