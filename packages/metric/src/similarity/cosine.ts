import { cosineSimilarity } from '@innerloop/core';
import type { Similarity } from './similarity.js';

/** The cosine of the angle between two feature vectors, in [−1, 1]: `[T, N, d]` and `[T, Q, d]` to `[T, Q, N]`. It has no parameters. */
export const cosine = (): Similarity => ({
  specs: {},
  compare: (_params, examples, others) => cosineSimilarity(others, examples),
});
