import { conv4, crossEntropy, dense } from '@innerloop/core';
import type { AnyLearner, Learner, NormOptions } from '@innerloop/core';
import type { Inference } from '@innerloop/evaluation';
import { sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { anil, maml, ridge } from '@innerloop/outer';

export const ways = 5;
const filters = 32;

const size = { height: 28, width: 28, channels: 1, filters, downsample: 'stride', head: 'mean', bias: false } as const;

const descent = { rule: sgd(0.4), loss: crossEntropy, steps: 1, testSteps: 3 };

/** The same learner on a network with other statistics: their parameters are the same, but for what is stored. */
export interface Subject {
  readonly name: string;
  readonly of: (norm: NormOptions) => Learner;
}

const subject = (name: string, of: (network: typeof size & { readonly norm: NormOptions }) => AnyLearner): Subject => ({
  name,
  of: (norm) => of({ ...size, norm }),
});

export const subjects: readonly Subject[] = [
  subject('maml', (network) => maml({ ...descent, model: conv4({ ...network, outputs: ways }) })),
  subject('anil', (network) =>
    anil({ ...descent, body: conv4(network), head: dense({ inputs: filters, outputs: ways }) }),
  ),
  subject('ridge', (network) => ridge({ model: conv4(network), learnRegularization: true })),
  subject('prototypical', (network) => prototypical({ model: conv4(network) })),
];

/** A learner whose every pass is inductive: it is trained as it is asked. */
export const inductively = (learner: Learner): Learner => ({
  ...learner,
  adapt: (params, support, context) => learner.adapt(params, support, { ...context, inductive: true }),
  objective: (params, adapted, query, context) =>
    learner.objective(params, adapted, query, { ...context, inductive: true }),
});

const averaged = { statistics: 'running', inductive: 'appended' } as const;

/** What normalises the query in training. Averages are stored beside the first and the last, whose passes of training see the batch alone. */
export const trainings = {
  'the query batch': ({ of }: Subject) => of(averaged),
  'the support': ({ of }: Subject) => of({ statistics: 'support' }),
  'the support and this query': ({ of }: Subject) => inductively(of(averaged)),
} as const satisfies Readonly<Record<string, (subject: Subject) => Learner>>;

export type TrainingName = keyof typeof trainings;

const batch = { statistics: 'batch' } as const;

/** How the queries are asked, and by what each of them is normalised. */
export const manners = {
  'together, by the query batch': { norm: batch, inference: 'transductive' },
  'alone, by the support': { norm: batch, inference: 'inductive' },
  'alone, by the support and this query': { norm: { ...batch, inductive: 'appended' }, inference: 'inductive' },
  'alone, by stored averages': { norm: { statistics: 'running' }, inference: 'inductive' },
} as const satisfies Readonly<Record<string, { readonly norm: NormOptions; readonly inference: Inference }>>;

export type MannerName = keyof typeof manners;
