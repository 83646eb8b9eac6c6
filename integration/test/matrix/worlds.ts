import type { ExampleParts, TaskKind } from '@innerloop/core';
import { classificationEpisodes, regressionEpisodes } from '@innerloop/testkit';
import type { EpisodeMaker } from '@innerloop/testkit';

/** Tasks, and networks that fit them, as parts of configurations. */
export interface World {
  readonly name: string;
  readonly kind: TaskKind;
  readonly parts: Omit<ExampleParts, 'rule'>;
  readonly episodes: EpisodeMaker;
  /** Of sums in another order. */
  readonly tolerance: number;
  /** Of finite differences: small, since clipping has kinks and adam bends. */
  readonly step: number;
}

const ways = 3; // as many as tasks: a leaf that is broadcast where it should be aligned gives a wrong number, not an error
const perceptron = { use: 'mlp', activation: 'tanh' };
// Smooth, so that finite differences make sense.
const filters = {
  use: 'conv4',
  height: 16,
  width: 16,
  channels: 1,
  filters: 2,
  downsample: 'stride',
  activation: 'softplus',
  bias: false, // normalisation takes it out again: its gradient is rounding, which rules such as adam blow up
};
const images = { ...filters, norm: { statistics: 'support' } };

export const worlds: readonly World[] = [
  {
    name: 'curves, mlp',
    kind: 'regression',
    parts: {
      network: { ...perceptron, inputs: 1, hidden: [4], outputs: 1 },
      embedding: { ...perceptron, inputs: 1, hidden: [5], outputs: 4 },
      features: 4,
      outputs: 1,
      loss: 'mean-squared-error',
    },
    episodes: regressionEpisodes(),
    tolerance: 1e-5,
    step: 2e-3,
  },
  {
    name: 'classes, mlp',
    kind: 'classification',
    parts: {
      network: { ...perceptron, inputs: 2, hidden: [4], outputs: ways },
      embedding: { ...perceptron, inputs: 2, hidden: [5], outputs: 4 },
      features: 4,
      outputs: ways,
      loss: 'cross-entropy',
    },
    episodes: classificationEpisodes({ features: [2], ways }),
    tolerance: 1e-5,
    step: 2e-3,
  },
  {
    name: 'classes, conv4',
    kind: 'classification',
    parts: {
      network: { ...images, outputs: ways },
      embedding: images,
      features: 2,
      outputs: ways,
      loss: 'cross-entropy',
    },
    episodes: classificationEpisodes({ features: [16, 16, 1], ways }),
    tolerance: 1e-4,
    step: 5e-4,
  },
];

/** For engines that share their derivatives with another one, which takes finite differences in all worlds. */
export const withoutConvolutions = ({ name }: World): boolean => !name.endsWith('conv4');
