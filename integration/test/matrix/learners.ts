import { conv4, crossEntropy, meanSquaredError, mlp } from '@innerloop/core';
import type { AnyLearner, UpdateRule } from '@innerloop/core';
import { maml } from '@innerloop/outer';
import { classificationEpisodes, regressionEpisodes } from '@innerloop/testkit';
import type { EpisodeMaker } from '@innerloop/testkit';
import { allRules, fewRules } from './rules.js';

/** A learner for any rule, and tasks for it. */
export interface Subject {
  readonly of: (rule: UpdateRule) => AnyLearner;
  readonly rules: typeof allRules;
  readonly episodes: EpisodeMaker;
  /** Whether finite differences make sense: no kinks. */
  readonly smooth: boolean;
}

const net = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const images = conv4({
  height: 16,
  width: 16,
  channels: 1,
  filters: 2,
  outputs: 3,
  downsample: 'stride',
  norm: { statistics: 'support' },
});
const curves = { loss: meanSquaredError, steps: 2 };
const classes = { loss: crossEntropy, steps: 2 };

/** Networks of matrices and of filters, with leaves that are all per task, and with shared ones below a head per task. */
export const subjects: Readonly<Record<string, Subject>> = {
  'maml on an mlp': {
    of: (rule) => maml({ model: net, rule, ...curves }),
    rules: allRules,
    episodes: regressionEpisodes(),
    smooth: true,
  },
  'maml on the head of an mlp': {
    of: (rule) => maml({ model: net, rule, ...curves, adapts: ['head/'] }),
    rules: allRules,
    episodes: regressionEpisodes(),
    smooth: true,
  },
  'maml on conv4': {
    of: (rule) => maml({ model: images, rule, ...classes }),
    rules: fewRules,
    episodes: classificationEpisodes({ features: [16, 16, 1], ways: 3 }),
    smooth: false,
  },
  'maml on the last block and head of conv4': {
    of: (rule) => maml({ model: images, rule, ...classes, adapts: ['block4/', 'head/'] }),
    rules: fewRules,
    episodes: classificationEpisodes({ features: [16, 16, 1], ways: 3 }),
    smooth: false,
  },
};
