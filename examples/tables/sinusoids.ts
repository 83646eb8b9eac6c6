import { meanSquaredError, meanSquaredErrorMetric, mlp } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { metaSgd, sgd } from '@innerloop/inner';
import { maml, miniBatches, reptile } from '@innerloop/outer';
import type { Batches } from '@innerloop/outer';
import { firstOrder } from '@innerloop/training';
import { stepOf } from '../experiment/train.js';
import type { Problem, Row, Table } from './table.js';

const network = () => mlp({ inputs: 1, hidden: [40, 40], outputs: 1 });
const loss = meanSquaredError;

/** A line each: name, parts, settings. Every row has the same network, the same tasks and the same budget; outside is Adam with rate 0.001. */
export const sinusoidRows: readonly Row<Problem>[] = [
  {
    name: 'MAML',
    combination: 'maml × sgd × exact',
    settings: 'rate 0.001, 1 step',
    published: '0.67 / 0.38 / 0.35',
    make: () => {
      const learner = maml({ model: network(), rule: sgd(0.001), loss });
      return { learner, step: stepOf(learner) };
    },
  },
  {
    name: 'First-order MAML',
    combination: 'maml × sgd × firstOrder',
    settings: 'rate 0.01, 5 steps',
    make: () => {
      const learner = maml({ model: network(), rule: sgd(0.01), loss, steps: 5 });
      return { learner, step: stepOf(learner, { metaGradient: firstOrder() }) };
    },
  },
  {
    name: 'Meta-SGD',
    combination: 'maml × metaSgd × exact',
    settings: 'rates start at 0.001, 1 step',
    make: () => {
      const learner = maml({ model: network(), rule: metaSgd({ rate: 0.001 }), loss });
      return { learner, step: stepOf(learner) };
    },
  },
  {
    name: 'Reptile',
    combination: 'maml × sgd × reptile',
    settings: 'rate 0.02, 5 steps of 10 of 50 points',
    training: { shots: 50, queries: 10 },
    make: () => {
      const learner = maml({ model: network(), rule: sgd(0.02), loss, steps: 5, batches: pooled });
      return { learner, step: stepOf(learner, { metaGradient: reptile({ scale: 50 }) }) };
    },
  },
  {
    name: 'Last layer only',
    combination: "maml, adapts ['head/'] × sgd × exact",
    settings: 'rate 0.01, 1 step',
    make: () => {
      const learner = maml({ model: network(), rule: sgd(0.01), loss, adapts: ['head/'] });
      return { learner, step: stepOf(learner) };
    },
  },
  {
    name: 'Pretrained',
    combination: 'maml, no steps × sgd × exact',
    settings: 'rate 0.005 at test',
    published: '2.41 / 2.23 / 2.19',
    make: () => {
      const learner = maml({ model: network(), rule: sgd(0.005), loss, steps: 0 });
      return { learner, step: stepOf(learner) };
    },
  },
];

/** Mini-batches of 10 in training; at test the support has 5 points, and a step sees all of it. */
const pooled: Batches = (support, step, context) =>
  context.mode === 'train' ? miniBatches(10)(support, step, context) : support;

/** Sinusoid regression of Finn et al. 2017, §5.1: trained with 10 points a task, judged with 5. */
export const sinusoidTable: Table<Problem> = {
  name: 'sinusoid-table',
  summary: 'every regression-capable combination on 5-shot sinusoids, a line each',
  title: 'Sinusoids, 5 shots',
  notes: [
    'Mean squared error after 1, 5 and 10 steps on 5 points, beside the figures of the papers. Every row has the network 1-40-40-1 of the MAML paper, trains on 10 points a task and takes its last iterate. Figures are means over the seeds; the interval is 1.96 · std / √n over the tasks, the widest of the seeds. Predicting 0 everywhere has 4.25. A learner that does not adapt in steps has the same figure in all columns.',
  ],
  problems: () => [
    {
      name: 'sinusoids',
      title: 'Mean squared error',
      open: () => Promise.resolve(sinusoids()),
      metric: meanSquaredErrorMetric,
      training: { ways: 1, shots: 10, queries: 10 },
      judged: { ways: 1, shots: 5, queries: 50 },
      steps: [1, 5, 10],
      iterations: 15_000,
      metaBatch: 25,
    },
  ],
  rows: sinusoidRows,
  seeds: [1, 2, 3],
  episodes: 600,
};
