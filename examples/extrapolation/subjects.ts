import { metaNetworks, neuralProcess, snail } from '@innerloop/blackbox';
import { conv4, crossEntropy, identity, meanSquaredError, mlp } from '@innerloop/core';
import type { Learner, MetaState, MetaStep, Tree } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml } from '@innerloop/outer';
import { stepOf } from '../experiment/train.js';

/** A learner of the experiment. */
export interface Subject {
  readonly name: string;
  readonly learner: Learner<Tree>;
  readonly step: MetaStep<MetaState>;
  /** Adaptation steps after which it is measured; absent for a learner that adapts in one pass. */
  readonly steps?: readonly number[];
  /** The number of steps that the picture shows. */
  readonly shown?: number;
  /** It is trained until it is as good as the learner of this name on tasks like those of training, that one after the steps it is shown with. */
  readonly matches?: string;
  /** Iterations of training, at most, where these are not those of all: a step takes long, or a learner many of them. */
  readonly most?: number;
}

const network = { inputs: 1, hidden: [40, 40], outputs: 1 } as const;
const many = [0, 1, 5, 10, 50, 100] as const;

const gradientBased = (name: string, steps: number, learningRate: number): Subject => {
  const learner = maml({ model: mlp(network), rule: sgd(learningRate), loss: meanSquaredError, steps });
  return { name, learner, step: stepOf(learner), steps: many, shown: 10 };
};

/** A learner that reads the support and takes no steps: comparable where it is as good as MAML without a shift. */
const blackBox = (name: string, learner: Learner<never> | Learner<Tree>, most?: number): Subject => ({
  name,
  learner: learner,
  step: stepOf(learner as Learner<Tree>),
  matches: 'maml, 5 steps',
  ...(most === undefined ? {} : { most }),
});

/** Inputs as they are, for learners that want an embedding. */
const plain = identity({ features: 1 });
const small = { model: plain, features: 1, outputs: 1, loss: meanSquaredError } as const;
const attention = { keys: 16, values: 16 } as const;

/** Who learns curves: a line each. Another black-box learner joins by one of them. */
export const curveSubjects = (): readonly Subject[] => [
  gradientBased('maml, 1 step', 1, 0.001),
  gradientBased('maml, 5 steps', 5, 0.001),
  gradientBased('pretrained', 0, 0.005),
  blackBox('cnp', neuralProcess({ inputs: 1, outputs: 1, encoder: [40, 40, 40], decoder: [40, 40] })),
  blackBox('snail', snail({ ...small, length: 6, filters: 16, attentions: [attention, attention] }), 60_000),
  blackBox('meta networks', metaNetworks({ ...small, representation: [40, 40], hidden: [40, 40] }), 4000),
];

const body = { height: 28, width: 28, channels: 1, filters: 32, downsample: 'stride' } as const;

/** Who learns characters, 5-way 1-shot. */
export function characterSubjects(): readonly Subject[] {
  const adapting = maml({
    model: conv4({ ...body, outputs: 5, head: 'mean' }),
    adaptsNorm: true,
    rule: sgd(0.4),
    loss: crossEntropy,
    steps: 1,
  });
  const comparing = prototypical({ model: conv4({ ...body, head: 'flatten' }) });
  return [
    { name: 'maml', learner: adapting, step: stepOf(adapting), steps: [0, 1, 3, 10], shown: 3 },
    { name: 'prototypical', learner: comparing, step: stepOf(comparing) },
  ];
}
