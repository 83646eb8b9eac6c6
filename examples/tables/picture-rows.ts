import { categoricalLikelihood, cosineHead, crossEntropy, dense, orthogonal } from '@innerloop/core';
import type { Model, TaskSource } from '@innerloop/core';
import { pretraining } from '@innerloop/data';
import {
  adam,
  alfa,
  clipByNorm,
  cosine,
  groups,
  learnedOptimizer,
  linear,
  lslr,
  lstm,
  metaCurvature,
  metaSgd,
  momentum,
  persistent,
  scheduled,
  sgd,
  svgd,
  tNet,
  unfreezing,
  unitMasks,
} from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import {
  anil,
  bayesianMaml,
  boil,
  cavia,
  crossValidated,
  evolution,
  everyStep,
  fineTune,
  implicit,
  lastLayer,
  logistic,
  maml,
  multiStep,
  nil,
  proximal,
  reptile,
  ridge,
  scratch,
  svm,
  truncated,
} from '@innerloop/outer';
import type { FineTuneOptions } from '@innerloop/outer';
import { firstOrder } from '@innerloop/training';
import type { PictureProblem } from './pictures.js';
import { made, pooled, row, untrained } from './row.js';
import type { Row } from './table.js';

const loss = crossEntropy;

/** The outer rule of Reptile: steps from all of the way to none. */
const falling = (iterations: number) => scheduled(linear({ from: 1, to: 0, steps: iterations }))(sgd(1));

const usual = 'the rate and steps of the problem';

/** Rules that learn a rate for each step take three, whatever the problem's number. */
const steps = 3;
const started = 'rates start at 0.1 on Omniglot and 0.05 on CIFAR-FS, 3 steps';

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

const linearHead =
  ({ features }: PictureProblem) =>
  (outputs: number): Model =>
    dense({ inputs: features, outputs });

/** The rule of Chen et al. for a new head, with the whole support in every step. */
const headRule = (learningRate = 0.01) => momentum({ learningRate, momentum: 0.9 });

/** A line each: name, parts, settings, and what is trained. All have the same network, tasks, budget and outer rule. */
export const pictureRows: readonly Row<PictureProblem>[] = [
  row(
    'MAML',
    'maml × sgd × exact',
    usual,
    ({ network, rate, inner }) => made(maml({ model: network(), rule: sgd(rate), loss, ...inner })),
    { published: { 'omniglot-1': '98.7 ± 0.4' } },
  ),
  row(
    'First-order MAML',
    'maml × sgd × firstOrder',
    usual,
    ({ network, rate, inner }) =>
      made(maml({ model: network(), rule: sgd(rate), loss, ...inner }), { metaGradient: firstOrder() }),
    { published: { 'omniglot-1': '98.3 ± 0.5' } },
  ),
  row(
    'Reptile',
    'maml × persistent(adam) × reptile',
    'rate 0.001, β₁ 0, 5 steps of 10 of 10 shots, 50 at test; outer gradient descent from rate 1 to 0',
    ({ network, iterations }) => {
      const rule = persistent(adam({ learningRate: 0.001, beta1: 0 }));
      const learner = maml({ model: network(), rule, loss, steps: 5, testSteps: 50, batches: pooled });
      return made(learner, { metaGradient: reptile(), optimizer: falling(iterations) });
    },
    { training: { shots: 10, queries: 1 }, published: { 'omniglot-1': '97.68 ± 0.04' } },
  ),
  row(
    'Meta-SGD',
    'maml × metaSgd × exact',
    'rates start at that of the problem, 1 step',
    ({ network, rate }) => made(maml({ model: network(), rule: metaSgd({ rate }), loss })),
    { published: { 'omniglot-1': '99.53 ± 0.26' } },
  ),
  row('Rates per layer and step', 'maml × lslr × exact', started, (at) =>
    made(maml({ model: at.network(), rule: lslr({ steps, rate: at.startRate }), loss, steps })),
  ),
  row('ALFA', 'maml × alfa × exact', started, (at) =>
    made(maml({ model: at.network(), rule: alfa({ steps, rate: at.startRate }), loss, steps })),
  ),
  row('Meta-Curvature', 'maml × metaCurvature × exact', usual, ({ network, rate, inner }) =>
    made(maml({ model: network(), rule: metaCurvature(rate), loss, ...inner })),
  ),
  row(
    'MAML++',
    'maml with multiStep × lslr × exact',
    `${started}; scales and offsets a step; losses of all steps and first order at first, a cosine outer rate`,
    ({ network, startRate, iterations }) => {
      const tenth = Math.max(1, Math.round(iterations / 10));
      const learner = maml({
        model: network({ norm: { statistics: 'batch', steps } }),
        adapts: ['block1/conv', 'block2/conv', 'block3/conv', 'block4/conv', 'head/'],
        rule: lslr({ steps, rate: startRate }),
        loss,
        steps,
        objective: multiStep({ epochs: 5, iterations: tenth }),
      });
      const optimizer = scheduled(cosine({ to: 0.01, steps: iterations }))(adam(0.001));
      return made(learner, { optimizer, firstOrderUntil: 3 * tenth });
    },
    { published: { 'omniglot-1': '99.47' } },
  ),
  row('T-net', 'maml on tNet × sgd × exact', usual, ({ network, rate, inner }) =>
    made(maml({ model: tNet({ model: network() }), adapts: ['net/'], rule: sgd(rate), loss, ...inner })),
  ),
  row('MT-net', 'maml on tNet × unitMasks(sgd) × exact', usual, ({ network, rate, inner }) =>
    made(maml({ model: tNet({ model: network() }), adapts: ['net/'], rule: unitMasks()(sgd(rate)), loss, ...inner })),
  ),
  row(
    'LSTM meta-learner of the head',
    'anil × lstm × firstOrder',
    '8 units, 3 steps, outer gradients up to 0.25',
    (at) =>
      made(anil({ body: at.embedding(), head: linearHead(at)(5), rule: lstm({ units: 8 }), loss, steps }), {
        metaGradient: firstOrder(),
        optimizer: clipByNorm(0.25)(adam(0.001)),
      }),
  ),
  row(
    'Learned initialisation and update of the head',
    'anil with everyStep × learnedOptimizer × firstOrder',
    '8 units, 3 steps, outer gradients up to 1',
    (at) => {
      const rule = learnedOptimizer({ hidden: [8] });
      const learner = anil({
        body: at.embedding(),
        head: linearHead(at)(5),
        rule,
        loss,
        steps,
        objective: everyStep(),
      });
      return made(learner, { metaGradient: firstOrder(), optimizer: clipByNorm(1)(adam(0.001)) });
    },
  ),
  row(
    'iMAML',
    'maml with proximal × sgd × implicit',
    'strength 2, rate 0.1, 16 steps, 5 iterations, damping 22',
    (at) => {
      const penalty = proximal({ strength: 2 });
      const learner = maml({ model: at.network(), rule: sgd(0.1), loss, steps: 16, penalty });
      // The released code solves with 2I + H/12, which is H + 2I with 22 added.
      return made(learner, { metaGradient: implicit({ iterations: 5, damping: 22 }) });
    },
  ),
  row('Truncated', 'maml × sgd × truncated', 'the rate of the problem, 5 steps, the last 2 differentiated', (at) =>
    made(maml({ model: at.network(), rule: sgd(at.rate), loss, steps: 5 }), { metaGradient: truncated({ steps: 2 }) }),
  ),
  row('Evolution strategies', 'maml × sgd × evolution', 'as MAML, 4 pairs of deviation 0.02', (at) =>
    made(maml({ model: at.network(), rule: sgd(at.rate), loss, ...at.inner }), {
      metaGradient: evolution({ deviation: 0.02, samples: 4 }),
    }),
  ),
  row('ANIL', 'anil × sgd × exact', usual, (at) =>
    made(anil({ body: at.embedding(), head: linearHead(at)(5), rule: sgd(at.rate), loss, ...at.inner })),
  ),
  row('Last layer of cut features', 'lastLayer × sgd × exact', usual, (at) =>
    made(lastLayer({ body: at.embedding(), head: linearHead(at)(5), rule: sgd(at.rate), loss, ...at.inner })),
  ),
  row('BOIL', 'boil × sgd × exact', usual, (at) =>
    made(boil({ body: at.embedding(), head: linearHead(at)(5), rule: sgd(at.rate), loss, ...at.inner })),
  ),
  row(
    'BOIL with a fixed head',
    'boil × sgd × exact',
    'an orthogonal head that nothing moves, otherwise as BOIL',
    (at) => {
      const head = dense({ inputs: at.features, outputs: 5, initializer: orthogonal() });
      return made(boil({ body: at.embedding(), head, fixedHead: true, rule: sgd(at.rate), loss, ...at.inner }));
    },
  ),
  row('CAVIA', 'cavia × sgd × exact', 'FiLM of 100 numbers in block 3, rate 1, 2 steps', ({ network }) =>
    made(cavia({ model: network({ context: { size: 100 } }), rule: sgd(1), loss, steps: 2 })),
  ),
  row('NIL', 'nil × – × exact', 'cosines, factor 10', ({ embedding }) => made(nil({ body: embedding(), scale: 10 }))),
  row(
    'R2-D2',
    'ridge × – × exact',
    'learned penalty',
    ({ embedding }) => made(ridge({ model: embedding(), learnRegularization: true })),
    { published: { 'cifar-fs-1': '65.3 ± 0.2', 'cifar-fs-5': '79.4 ± 0.1' } },
  ),
  row('MetaOptNet-ridge', 'ridge × – × exact', 'λ 50, scale 2 at first, no bias', ({ embedding }) =>
    made(ridge({ model: embedding(), regularization: 50, scale: 2, normalized: false, bias: false })),
  ),
  row('LR-D2', 'logistic × – × exact', 'learned penalty, 5 steps', ({ embedding }) =>
    made(logistic({ model: embedding(), learnRegularization: true })),
  ),
  row(
    'MetaOptNet-SVM',
    'svm × – × exact',
    'C 0.1, scale 1 at first, as many shots in training as judged',
    ({ embedding }) => made(svm({ model: embedding() })),
  ),
  ...(['likelihood', 'chaser'] as const).map((metaLoss) =>
    row<PictureProblem>(
      `Bayesian MAML with the ${metaLoss}`,
      'bayesianMaml × svgd × exact',
      '3 particles, the rate of the problem over the number of examples, its steps',
      (at) =>
        made(
          bayesianMaml({
            ...at.inner,
            model: at.network(),
            // The likelihood is a sum over the examples, a rate is for their mean.
            rule: svgd({ learningRate: at.rate / (at.training.ways * at.training.shots) }),
            loss: categoricalLikelihood,
            particles: 3,
            averages: 'probabilities',
            metaLoss,
          }),
        ),
    ),
  ),
  row('Architecture search', 'maml on searchConv × sgd × firstOrder', '16 filters, rate 0.1, 3 steps', ({ searched }) =>
    made(maml({ model: searched(), rule: sgd(0.1), loss, steps }), { metaGradient: firstOrder() }),
  ),
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
  row(
    'Prototypical networks',
    'prototypical × – × exact',
    'as many ways in training as judged',
    ({ embedding }) => made(prototypical({ model: embedding() })),
    { published: { 'omniglot-1': '98.8' } },
  ),
];
