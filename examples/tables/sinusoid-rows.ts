import { activation, dense, gaussianLikelihood, meanSquaredError, mlp, searchMlp, sequential } from '@innerloop/core';
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
  scheduled,
  sgd,
  svgd,
  tNet,
  unitMasks,
} from '@innerloop/inner';
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
  laplace,
  lastLayer,
  maml,
  multiStep,
  proximal,
  reptile,
  ridge,
  scratch,
  truncated,
} from '@innerloop/outer';
import { firstOrder } from '@innerloop/training';
import { made, pooled, row, untrained } from './row.js';
import { blackBoxRows } from './sinusoid-black-boxes.js';
import type { Problem, Row } from './table.js';

const loss = meanSquaredError;

/** The network of the MAML paper, 1-40-40-1, whole and in two parts. */
const network = () => mlp({ inputs: 1, hidden: [40, 40], outputs: 1 });
const body = () =>
  sequential({ layers: mlp({ inputs: 1, hidden: [40], outputs: 40 }), activation: activation('relu') });
const parts = () => ({ body: body(), head: dense({ inputs: 40, outputs: 1 }) });

/**
 * A line each: name, parts, settings, and what is trained. All have the same network, tasks, budget and outer rule. Rates were chosen on
 * tasks of another seed than those that are judged, or are those that the method begins with elsewhere.
 */
export const sinusoidRows: readonly Row<Problem>[] = [
  row(
    'MAML',
    'maml × sgd × exact',
    'rate 0.001, 1 step',
    () => made(maml({ model: network(), rule: sgd(0.001), loss })),
    { published: { sinusoids: '0.67 / 0.38 / 0.35' } },
  ),
  row('MAML with 5 steps', 'maml × sgd × exact', 'rate 0.001, 5 steps', () =>
    made(maml({ model: network(), rule: sgd(0.001), loss, steps: 5 })),
  ),
  row('First-order MAML', 'maml × sgd × firstOrder', 'rate 0.003, 1 step', () =>
    made(maml({ model: network(), rule: sgd(0.003), loss }), { metaGradient: firstOrder() }),
  ),
  row(
    'Reptile',
    'maml × sgd × reptile',
    'rate 0.01, 5 steps of 10 of 50 points; outer gradient descent from rate 1 to 0',
    ({ iterations }) =>
      made(maml({ model: network(), rule: sgd(0.01), loss, steps: 5, batches: pooled }), {
        metaGradient: reptile(),
        optimizer: scheduled(linear({ from: 1, to: 0, steps: iterations }))(sgd(1)),
      }),
    { training: { shots: 50, queries: 10 } },
  ),
  row('Meta-SGD', 'maml × metaSgd × exact', 'rates start at 0.001, 1 step', () =>
    made(maml({ model: network(), rule: metaSgd({ rate: 0.001 }), loss })),
  ),
  row(
    'Meta-SGD with 3 steps',
    'maml × clipByNorm(metaSgd) × exact',
    'rates start at 0.01, gradients up to 10, 3 steps',
    () => made(maml({ model: network(), rule: clipByNorm(10)(metaSgd({ rate: 0.01 })), loss, steps: 3 })),
  ),
  row(
    'Rates per layer and step',
    'maml × clipByNorm(lslr) × exact',
    'rates start at 0.01, gradients up to 10, 3 steps',
    () => made(maml({ model: network(), rule: clipByNorm(10)(lslr({ steps: 3, rate: 0.01 })), loss, steps: 3 })),
  ),
  row('ALFA', 'maml × clipByNorm(alfa) × exact', 'rates start at 0.01, gradients up to 10, 3 steps', () =>
    made(maml({ model: network(), rule: clipByNorm(10)(alfa({ steps: 3, rate: 0.01 })), loss, steps: 3 })),
  ),
  row('Meta-Curvature', 'maml × metaCurvature × exact', 'rate 0.001, 1 step', () =>
    made(maml({ model: network(), rule: metaCurvature({ learningRate: 0.001 }), loss })),
  ),
  row(
    'MAML++, of a network without norms',
    'maml with multiStep × clipByNorm(lslr) × exact',
    'as the rates above; losses of all steps and first order at first, a cosine outer rate',
    ({ iterations }) => {
      const tenth = Math.max(1, Math.round(iterations / 10));
      const rule = clipByNorm(10)(lslr({ steps: 3, rate: 0.01 }));
      const objective = multiStep({ epochs: 5, iterations: tenth });
      const optimizer = scheduled(cosine({ to: 0.01, steps: iterations }))(adam(0.001));
      return made(maml({ model: network(), rule, loss, steps: 3, objective }), {
        optimizer,
        firstOrderUntil: 3 * tenth,
      });
    },
  ),
  row('T-net', 'maml on tNet × sgd × exact', 'rate 0.001, 1 step', () =>
    made(maml({ model: tNet({ model: network() }), adapts: ['net/'], rule: sgd(0.001), loss })),
  ),
  row('MT-net', 'maml on tNet × unitMasks(sgd) × exact', 'rate 0.001, 1 step', () =>
    made(maml({ model: tNet({ model: network() }), adapts: ['net/'], rule: unitMasks()(sgd(0.001)), loss })),
  ),
  row('LSTM meta-learner', 'maml × lstm × firstOrder', '8 units, 3 steps, outer gradients up to 0.25', () =>
    made(maml({ model: network(), rule: lstm({ units: 8 }), loss, steps: 3 }), {
      metaGradient: firstOrder(),
      optimizer: clipByNorm(0.25)(adam(0.001)),
    }),
  ),
  row(
    'Learned initialisation and update',
    'maml with everyStep × learnedOptimizer × firstOrder',
    '8 units, 3 steps, outer gradients up to 1',
    () => {
      const rule = learnedOptimizer({ hidden: [8] });
      const learner = maml({ model: network(), rule, loss, steps: 3, objective: everyStep() });
      return made(learner, { metaGradient: firstOrder(), optimizer: clipByNorm(1)(adam(0.001)) });
    },
  ),
  row(
    'iMAML',
    'maml with proximal × sgd × implicit',
    'strength 2, rate 0.0005, 16 steps, 5 iterations, damping 1',
    () =>
      made(maml({ model: network(), rule: sgd(0.0005), loss, steps: 16, penalty: proximal({ strength: 2 }) }), {
        metaGradient: implicit({ iterations: 5, damping: 1 }),
        optimizer: clipByNorm(10)(adam(0.001)),
      }),
  ),
  row('Truncated', 'maml × sgd × truncated', 'rate 0.001, 5 steps, the last 2 differentiated', () =>
    made(maml({ model: network(), rule: sgd(0.001), loss, steps: 5 }), { metaGradient: truncated({ steps: 2 }) }),
  ),
  row('Evolution strategies', 'maml × sgd × evolution', 'rate 0.001, 1 step, 16 pairs of deviation 0.02', () =>
    made(maml({ model: network(), rule: sgd(0.001), loss }), {
      metaGradient: evolution({ deviation: 0.02, samples: 16 }),
    }),
  ),
  row('ANIL', 'anil × sgd × exact', 'rate 0.01, 5 steps', () =>
    made(anil({ ...parts(), rule: sgd(0.01), loss, steps: 5 })),
  ),
  row('Last layer of cut features', 'lastLayer × sgd × exact', 'rate 0.01, 5 steps', () =>
    made(lastLayer({ ...parts(), rule: sgd(0.01), loss, steps: 5 })),
  ),
  row('BOIL', 'boil × sgd × exact', 'rate 0.001, 1 step', () => made(boil({ ...parts(), rule: sgd(0.001), loss }))),
  row('CAVIA', 'cavia × sgd × exact', '5 numbers beside the input, rate 1, 1 step', () => {
    const model = mlp({ inputs: 1, hidden: [40, 40], outputs: 1, context: { size: 5 } });
    return made(cavia({ model, rule: sgd(1), loss }));
  }),
  row('R2-D2', 'ridge × – × exact', 'learned penalty', () =>
    made(ridge({ model: body(), loss, learnRegularization: true })),
  ),
  row('Laplace', 'laplace × – × exact', 'the last layer in closed form', () => made(laplace({ model: body() }))),
  ...(['likelihood', 'chaser'] as const).map((metaLoss) =>
    row(`Bayesian MAML with the ${metaLoss}`, 'bayesianMaml × svgd × exact', '3 particles, rate 0.001, 1 step', () => {
      const rule = svgd({ learningRate: 0.001 });
      const noise = gaussianLikelihood({ deviation: 1 });
      return made(bayesianMaml({ model: network(), rule, loss: noise, particles: 3, metaLoss }));
    }),
  ),
  row(
    'Architecture search',
    'maml on searchMlp × sgd × exact',
    '2 places of relu, tanh, identity and zero, 40 units, rate 0.001, 1 step',
    () => {
      const operations = ['relu', 'tanh', 'identity', 'zero'] as const;
      const model = searchMlp({ inputs: 1, outputs: 1, units: 40, nodes: 1, cells: 2, operations });
      return made(maml({ model, rule: sgd(0.001), loss }));
    },
  ),
  ...blackBoxRows,
  row('A new head', 'fineTune × sgd × exact', 'a head anew in every task, it alone adapts, rate 0.01, 5 steps', () =>
    made(fineTune({ ...parts(), rule: sgd(0.01), loss, steps: 5, adapts: ['head/'] })),
  ),
  row(
    'Pretrained',
    'maml, no steps × sgd × exact',
    'rate 0.005 at test',
    () => made(maml({ model: network(), rule: sgd(0.005), loss, steps: 0 })),
    { published: { sinusoids: '2.41 / 2.23 / 2.19' } },
  ),
  row(
    'Pretrained with a chosen rate',
    'crossValidated(maml, no steps) × sgd × exact',
    '10 steps at test, with the rate of 0.001, 0.005 and 0.02 that the support prefers in 5 folds',
    () => {
      const of = (rate: number) => maml({ model: network(), rule: sgd(rate), loss, steps: 0, testSteps: 10 });
      return { ...made(of(0.001)), learner: crossValidated({ candidates: [0.001, 0.005, 0.02].map(of) }) };
    },
    { judgedAfter: 10 },
  ),
  row('From scratch', 'scratch × sgd', 'nothing is trained but the task: rate 0.01', () =>
    untrained(scratch({ model: network(), rule: sgd(0.01), loss, testSteps: 10 })),
  ),
];
