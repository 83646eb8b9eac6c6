import { cosineHead } from '@innerloop/core';
import type { Model, TaskSource } from '@innerloop/core';
import { pretraining } from '@innerloop/data';
import { groups, momentum, unfreezing } from '@innerloop/inner';
import { crossValidated, fineTune, scratch } from '@innerloop/outer';
import type { FineTuneOptions } from '@innerloop/outer';
import type { PictureProblem } from '../pictures.js';
import { made, row, untrained } from '../row.js';
import type { Row } from '../table.js';
import { linearHead, loss } from './shared.js';

/**
 * Fine-tuning of what was pretrained on batches of all classes, as many pictures an iteration as a meta-batch has. Its body normalises by the
 * averages of pre-training, so nothing here is transductive.
 */
const fineTuned = (
  { embedding, classes }: PictureProblem,
  headOf: (outputs: number) => Model,
  how: Pick<FineTuneOptions, 'rule' | 'testSteps' | 'adapts'>,
) =>
  fineTune({
    body: embedding({ norm: { statistics: 'running' } }),
    head: headOf(5),
    classifier: headOf(classes),
    loss,
    ...how,
  });

const onBatches = { source: (source: TaskSource) => pretraining(source, { batch: 30 }) };

/** The rule of Chen et al. for a new head, with the whole support in every step. */
const headRule = (learningRate = 0.01) => momentum({ learningRate, momentum: 0.9 });

/** What is pretrained and fine-tuned, and what begins anew in every task. */
export const baselineRows: readonly Row<PictureProblem>[] = [
  row(
    'Baseline',
    'fineTune × momentum × exact',
    'pretrained; a new head at test, rate 0.01, 100 steps, running statistics',
    (at) => made(fineTuned(at, linearHead(at), { rule: headRule(), testSteps: 100, adapts: ['head/'] })),
    onBatches,
  ),
  row(
    'Baseline++',
    'fineTune with cosineHead × momentum × exact',
    'pretrained; a new head at test, rate 0.01, 100 steps, running statistics',
    (at) => {
      const head = (outputs: number) => cosineHead({ inputs: at.features, outputs });
      return made(fineTuned(at, head, { rule: headRule(), testSteps: 100, adapts: ['head/'] }));
    },
    onBatches,
  ),
  row(
    'Fine-tuning of all layers',
    'fineTune × unfreezing(groups(momentum)) × exact',
    'pretrained; a new head, rate 0.01, 0.001 below it, 30 steps, unfrozen every 10, running statistics',
    (at) => {
      const slower = groups({ 'model/body/': 0.1 })(headRule());
      const rule = unfreezing({ groups: ['model/body/', 'model/body/block4/', 'model/head/'], every: 10 })(slower);
      return made(fineTuned(at, linearHead(at), { rule, testSteps: 30 }));
    },
    onBatches,
  ),
  row(
    'Baseline with a chosen rate',
    'crossValidated(fineTune) × momentum × exact',
    'as Baseline, with the rate of 0.001, 0.01 and 0.1 that the support prefers in 5 folds',
    (at) => {
      const of = (rate: number) =>
        fineTuned(at, linearHead(at), { rule: headRule(rate), testSteps: 100, adapts: ['head/'] });
      const [trained, candidates] = [made(of(0.01)), [0.001, 0.01, 0.1].map(of)];
      return { ...trained, learner: crossValidated({ candidates }) };
    },
    { ...onBatches, suits: ({ judged }) => judged.shots > 1 },
  ),
  row('From scratch', 'scratch × momentum', 'nothing is trained but the task: rate 0.01, 100 steps', ({ network }) =>
    untrained(scratch({ model: network(), rule: headRule(), loss, testSteps: 100 })),
  ),
];
