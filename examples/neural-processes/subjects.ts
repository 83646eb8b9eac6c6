import { neuralProcess } from '@innerloop/blackbox';
import type { NeuralProcess } from '@innerloop/blackbox';

/** A neural process by the name of its paper. */
export interface Subject {
  readonly name: 'cnp' | 'acnp' | 'np' | 'anp';
  readonly learner: NeuralProcess;
}

const curves = { inputs: 1, outputs: 1, samples: 10 } as const;

/** Sizes are those of the released code: layers of 128, 8 heads, z of 128. */
export const subjects = (): readonly Subject[] => [
  { name: 'cnp', learner: neuralProcess(curves) },
  { name: 'acnp', learner: neuralProcess({ ...curves, attention: {} }) },
  { name: 'np', learner: neuralProcess({ ...curves, latent: {} }) },
  { name: 'anp', learner: neuralProcess({ ...curves, attention: {}, latent: {} }) },
];
