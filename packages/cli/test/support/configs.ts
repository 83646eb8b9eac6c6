import type { Experiment } from '../../src/experiment/experiment.js';
import { experimentOf } from '../../src/experiment/experiment-of.js';

/** Settings that are tiny: what is tested is the command, not what it learns. */
export type Settings = Readonly<Record<string, unknown>>;

export const sines: Settings = {
  name: 'sines',
  learner: {
    use: 'maml',
    model: { use: 'mlp', inputs: 1, hidden: [8], outputs: 1 },
    rule: { use: 'sgd', learningRate: 0.1 },
    loss: 'mean-squared-error',
    testSteps: 2,
  },
  optimizer: { use: 'adam', learningRate: 0.01 },
  data: { use: 'sinusoids', shots: 5, queries: 5 },
  train: { iterations: 6, metaBatch: 3, checkpointEvery: 2, validation: { every: 3, episodes: 4 } },
  evaluate: { episodes: 6 },
};

const drawn = { use: 'glyphs', alphabets: 4, characters: 5, drawings: 4, shots: 1, queries: 2, size: 16 };

const pictures = {
  use: 'conv4',
  height: 16,
  width: 16,
  channels: 1,
  filters: 4,
  downsample: 'stride',
  head: 'mean',
  norm: { statistics: 'running' },
};

export const glyphsMaml: Settings = {
  name: 'glyphs-maml',
  learner: {
    use: 'maml',
    model: { ...pictures, outputs: 3 },
    rule: { use: 'sgd', learningRate: 0.1 },
    loss: 'cross-entropy',
  },
  optimizer: { use: 'adam', learningRate: 0.01 },
  data: { ...drawn, ways: 3 },
  train: { iterations: 2, metaBatch: 2 },
  evaluate: { episodes: 4 },
};

export const glyphsPrototypical: Settings = {
  name: 'glyphs-prototypical',
  learner: { use: 'prototypical', model: pictures },
  optimizer: { use: 'adam', learningRate: 0.01 },
  data: { ...drawn, ways: 3 },
  train: { iterations: 2, metaBatch: 2 },
  evaluate: { episodes: 4 },
};

/** A configuration and what it describes, as `startRun` takes them. */
export const described = async (
  config: Settings,
): Promise<{ readonly config: Settings; readonly experiment: Experiment }> => ({
  config,
  experiment: await experimentOf(config),
});
