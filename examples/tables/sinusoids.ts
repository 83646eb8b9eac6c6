import { meanSquaredErrorMetric } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { sinusoidRows } from './sinusoid-rows.js';
import type { Problem, Table } from './table.js';

/** Sinusoid regression of Finn et al. 2017, §5.1: trained with 10 points a task, judged with 5. */
export const sinusoidTable: Table<Problem> = {
  name: 'sinusoid-table',
  summary: 'every regression-capable combination on 5-shot sinusoids, a line each',
  title: 'Sinusoids, 5 shots',
  notes: [
    'Mean squared error after 1, 5 and 10 steps on 5 points, beside the figures of the papers. Every row but Architecture search and the learners that read their support has the network 1-40-40-1 of the MAML paper; all train on 10 points a task and take their last iterate. Learners that read their support are asked about 5 points here, having never seen fewer than 10: those that count on its length (SNAIL, the LSTM, attention) lose most by that. Checkpointed backpropagation is no row: its gradient is the exact one. Figures are means over the seeds; the interval is 1.96 · std / √n over the tasks, the widest of the seeds. Predicting 0 everywhere has 4.25. A learner that does not adapt in steps has the same figure in all columns; one that diverges on a task after some number of steps has none there.',
    'MAML after the 70,000 iterations of its paper is in [the results](../results.md), with its pretrained network.',
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
      iterations: 6000,
      metaBatch: 25,
      conditions: 'Tasks have 10 points and 10 queries in training, 5 points and 50 queries when judged.',
    },
  ],
  rows: sinusoidRows,
  seeds: [1, 2, 3],
  episodes: 600,
};
