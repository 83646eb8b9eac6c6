import {
  adam,
  alfa,
  clipByNorm,
  cosine,
  learnedOptimizer,
  linear,
  lslr,
  lstm,
  metaCurvature,
  metaSgd,
  persistent,
  scheduled,
  sgd,
  tNet,
  unitMasks,
} from '@innerloop/inner';
import { anil, evolution, everyStep, implicit, maml, multiStep, proximal, reptile, truncated } from '@innerloop/outer';
import { firstOrder } from '@innerloop/training';
import type { PictureProblem } from '../pictures.js';
import { made, pooled, row } from '../row.js';
import type { Row } from '../table.js';
import { linearHead, loss, steps, usual } from './shared.js';

/** The outer rule of Reptile: steps from all of the way to none. */
const falling = (iterations: number) => scheduled(linear({ from: 1, to: 0, steps: iterations }))(sgd(1));

const started = 'rates start at 0.1 on Omniglot and 0.05 on CIFAR-FS, 3 steps';

/**
 * Scales and offsets of normalisation adapt with the network, as in the code of Reptile and iMAML. The rows of MAML and MAML++ leave them to
 * the outer loop, as theirs do.
 */
const adaptsNorm = true;

/** MAML, and what other inner rules and meta-gradients make of it. */
export const ruleRows: readonly Row<PictureProblem>[] = [
  row(
    'MAML',
    'maml × sgd × exact',
    usual,
    ({ network, rate, inner }) => made(maml({ model: network(), rule: sgd(rate), loss, ...inner })),
    { published: { 'omniglot-1': '98.7 ± 0.4' } },
  ),
  row('MAML, normalisation adapted', 'maml × sgd × exact', `${usual}; scales and offsets adapt`, (at) =>
    made(maml({ model: at.network(), adaptsNorm, rule: sgd(at.rate), loss, ...at.inner })),
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
    'First-order MAML, normalisation adapted',
    'maml × sgd × firstOrder',
    `${usual}; scales and offsets adapt`,
    (at) =>
      made(maml({ model: at.network(), adaptsNorm, rule: sgd(at.rate), loss, ...at.inner }), {
        metaGradient: firstOrder(),
      }),
  ),
  row(
    'Reptile',
    'maml × persistent(adam) × reptile',
    'rate 0.001, β₁ 0, 5 steps of 10 of 10 shots, 50 at test; outer gradient descent from rate 1 to 0',
    ({ network, iterations }) => {
      const rule = persistent(adam({ learningRate: 0.001, beta1: 0 }));
      const learner = maml({ model: network(), adaptsNorm, rule, loss, steps: 5, testSteps: 50, batches: pooled });
      return made(learner, { metaGradient: reptile(), optimizer: falling(iterations) });
    },
    { training: { shots: 10, queries: 1 }, published: { 'omniglot-1': '97.68 ± 0.04' } },
  ),
  row(
    'Meta-SGD',
    'maml × metaSgd × exact',
    'rates start at that of the problem, 1 step',
    ({ network, rate }) => made(maml({ model: network(), adaptsNorm, rule: metaSgd({ rate }), loss })),
    { published: { 'omniglot-1': '99.53 ± 0.26' } },
  ),
  row('Rates per layer and step', 'maml × lslr × exact', started, (at) =>
    made(maml({ model: at.network(), adaptsNorm, rule: lslr({ steps, rate: at.startRate }), loss, steps })),
  ),
  row('ALFA', 'maml × alfa × exact', started, (at) =>
    made(maml({ model: at.network(), adaptsNorm, rule: alfa({ steps, rate: at.startRate }), loss, steps })),
  ),
  row('Meta-Curvature', 'maml × metaCurvature × exact', usual, ({ network, rate, inner }) =>
    made(maml({ model: network(), adaptsNorm, rule: metaCurvature(rate), loss, ...inner })),
  ),
  row(
    'MAML++',
    'maml with multiStep × lslr × exact',
    `${started}; scales and offsets a step; losses of all steps and first order at first, a cosine outer rate`,
    ({ network, startRate, iterations }) => {
      const tenth = Math.max(1, Math.round(iterations / 10));
      const learner = maml({
        model: network({ norm: { statistics: 'batch', steps } }),
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
      const learner = maml({ model: at.network(), adaptsNorm, rule: sgd(0.1), loss, steps: 16, penalty });
      // The released code solves with 2I + H/12, which is H + 2I with 22 added.
      return made(learner, { metaGradient: implicit({ iterations: 5, damping: 22 }) });
    },
  ),
  row('Truncated', 'maml × sgd × truncated', 'the rate of the problem, 5 steps, the last 2 differentiated', (at) =>
    made(maml({ model: at.network(), adaptsNorm, rule: sgd(at.rate), loss, steps: 5 }), {
      metaGradient: truncated({ steps: 2 }),
    }),
  ),
  row('Evolution strategies', 'maml × sgd × evolution', 'as MAML, 4 pairs of deviation 0.02', (at) =>
    made(maml({ model: at.network(), adaptsNorm, rule: sgd(at.rate), loss, ...at.inner }), {
      metaGradient: evolution({ deviation: 0.02, samples: 4 }),
    }),
  ),
];
