import { accuracy, conv4, crossEntropy, dense } from '@innerloop/core';
import type { Model } from '@innerloop/core';
import { imageFolder, omniglot } from '@innerloop/data/node';
import { adam, lslr, metaSgd, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import {
  anil,
  boil,
  implicit,
  logistic,
  maml,
  miniBatches,
  multiStep,
  nil,
  proximal,
  reptile,
  ridge,
  svm,
} from '@innerloop/outer';
import type { Batches } from '@innerloop/outer';
import { firstOrder } from '@innerloop/training';
import { join } from 'node:path';
import { made, row } from './row.js';
import type { Problem, Row, Table } from './table.js';

/** Pictures, and the networks that fit them. */
export interface PictureProblem extends Problem {
  /** With a head for the classes of a task, `head/`. */
  readonly network: () => Model;
  /** The same without the head. */
  readonly embedding: () => Model;
  /** The head alone: from the features of the embedding. */
  readonly head: () => Model;
  /** The inner rate of gradient descent on the mean loss. */
  readonly rate: number;
  /** Inner steps in training and at test. */
  readonly inner: { readonly steps: number; readonly testSteps: number };
}

const loss = crossEntropy;

/** Mini-batches of 10 in training; at test a step sees the whole support. */
const pooled: Batches = (support, step, context) =>
  context.mode === 'train' ? miniBatches(10)(support, step, context) : support;

const usual = 'the rate and steps of the problem';

/** A line each: name, parts, settings, and what is trained. All have the same network, tasks, budget and outer rule. */
export const classificationRows: readonly Row<PictureProblem>[] = [
  row('MAML', 'maml × sgd × exact', usual, ({ network, rate, inner }) =>
    made(maml({ model: network(), rule: sgd(rate), loss, ...inner })),
  ),
  row('First-order MAML', 'maml × sgd × firstOrder', usual, ({ network, rate, inner }) =>
    made(maml({ model: network(), rule: sgd(rate), loss, ...inner }), { metaGradient: firstOrder() }),
  ),
  row(
    'Reptile',
    'maml × adam × reptile',
    'rate 0.001, β₁ 0, 5 steps of 10 of 10 shots, 50 at test',
    ({ network }) => {
      const rule = adam({ learningRate: 0.001, beta1: 0 });
      const learner = maml({ model: network(), rule, loss, steps: 5, testSteps: 50, batches: pooled });
      return made(learner, { metaGradient: reptile() });
    },
    { training: { shots: 10, queries: 1 } },
  ),
  row('Meta-SGD', 'maml × metaSgd × exact', 'rates start at that of the problem, 1 step', ({ network, rate }) =>
    made(maml({ model: network(), rule: metaSgd({ rate }), loss })),
  ),
  row(
    'MAML++',
    'maml with multiStep × lslr × exact',
    'rates start at that of the problem, 3 steps, annealed over half of training',
    ({ network, rate, iterations }) => {
      const rule = lslr({ steps: 3, rate });
      const objective = multiStep({ epochs: 5, iterations: Math.max(1, Math.round(iterations / 10)) });
      return made(maml({ model: network(), rule, loss, steps: 3, objective }));
    },
  ),
  row(
    'iMAML',
    'maml with proximal × sgd × implicit',
    'strength 2, a quarter of the rate, 8 steps, 5 iterations',
    (at) => {
      const penalty = proximal({ strength: 2 });
      const learner = maml({ model: at.network(), rule: sgd(at.rate / 4), loss, steps: 8, penalty });
      return made(learner, { metaGradient: implicit({ iterations: 5 }) });
    },
  ),
  row('ANIL', 'anil × sgd × exact', usual, ({ embedding, head, rate, inner }) =>
    made(anil({ body: embedding(), head: head(), rule: sgd(rate), loss, ...inner })),
  ),
  row('BOIL', 'boil × sgd × exact', usual, ({ embedding, head, rate, inner }) =>
    made(boil({ body: embedding(), head: head(), rule: sgd(rate), loss, ...inner })),
  ),
  row('NIL', 'nil × – × exact', 'cosines, factor 10', ({ embedding }) => made(nil({ body: embedding(), scale: 10 }))),
  row('R2-D2', 'ridge × – × exact', 'learned penalty', ({ embedding }) =>
    made(ridge({ model: embedding(), learnRegularization: true })),
  ),
  row('LR-D2', 'logistic × – × exact', 'learned penalty, 5 steps', ({ embedding }) =>
    made(logistic({ model: embedding(), learnRegularization: true })),
  ),
  row('MetaOptNet-SVM', 'svm × – × exact', 'the settings of its paper', ({ embedding }) =>
    made(svm({ model: embedding() })),
  ),
  row('Prototypical networks', 'prototypical × – × exact', 'as many ways in training as judged', ({ embedding }) =>
    made(prototypical({ model: embedding() })),
  ),
];

const characters = { height: 28, width: 28, channels: 1, filters: 64, downsample: 'stride', bias: false } as const;

function omniglotProblem(data: string): PictureProblem {
  const source = omniglot({ path: join(data, 'omniglot'), split: 'vinyals' });
  return {
    name: 'omniglot-1',
    title: 'Omniglot, Vinyals validation characters, 5-way 1-shot',
    open: () => Promise.resolve(source),
    metric: accuracy,
    training: { ways: 5, shots: 1, queries: 5 },
    judged: { ways: 5, shots: 1, queries: 15 },
    network: () => conv4({ ...characters, outputs: 5 }),
    embedding: () => conv4(characters),
    head: () => dense({ inputs: 4 * characters.filters, outputs: 5 }),
    rate: 0.4,
    inner: { steps: 1, testSteps: 3 },
    iterations: 400,
    metaBatch: 8,
  };
}

const colours = { height: 32, width: 32, channels: 3, filters: 32, bias: false } as const;

function cifarProblem(data: string, shots: 1 | 5): PictureProblem {
  const source = imageFolder({
    name: 'cifar-fs',
    path: { train: join(data, 'cifar_fs/train.zip'), validation: join(data, 'cifar_fs/val.zip') },
    size: 32,
    channels: 3,
  });
  return {
    name: `cifar-fs-${shots}`,
    title: `CIFAR-FS, validation classes, 5-way ${shots}-shot`,
    open: () => Promise.resolve(source),
    metric: accuracy,
    training: { ways: 5, shots, queries: 5 },
    judged: { ways: 5, shots, queries: 15 },
    network: () => conv4({ ...colours, outputs: 5 }),
    embedding: () => conv4(colours),
    head: () => dense({ inputs: 4 * colours.filters, outputs: 5 }),
    rate: 0.05,
    inner: { steps: 3, testSteps: 10 },
    iterations: 300,
    metaBatch: 4,
  };
}

/** 5-way classification on data sets that lie at `--data`. */
export const classificationTable: Table<PictureProblem> = {
  name: 'classification-table',
  summary: 'every classification learner on Omniglot and CIFAR-FS, a line each',
  title: 'Pictures, 5 ways',
  notes: [
    'Accuracy in per cent on validation classes, which training never sees and nothing was chosen on. The budget is small and the same for all rows: the figures compare rows of this table, and lie below those of the papers, whose budgets are tens of times larger. Every row takes its last iterate. The interval is 1.96 · std / √n over the tasks.',
    'Networks are the four blocks of the literature: Omniglot with 64 filters and strides of 2, CIFAR-FS with 32 filters and max-pooling. Batch normalisation takes the statistics of the batch, so the query is transductive; each row states no other mode.',
  ],
  problems: (data) => [omniglotProblem(data), cifarProblem(data, 1), cifarProblem(data, 5)],
  rows: classificationRows,
  seeds: [1],
  episodes: 600,
};
