import { categoricalLikelihood, dense, orthogonal } from '@innerloop/core';
import { sgd, svgd } from '@innerloop/inner';
import { anil, bayesianMaml, boil, cavia, lastLayer, logistic, maml, nil, ridge, svm } from '@innerloop/outer';
import { firstOrder } from '@innerloop/training';
import type { PictureProblem } from '../pictures.js';
import { made, row } from '../row.js';
import type { Row } from '../table.js';
import { linearHead, loss, steps, usual } from './shared.js';

/** Learners of which a part adapts, that solve for a head, that hold particles or operations. */
export const learnerRows: readonly Row<PictureProblem>[] = [
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
    made(maml({ model: searched(), adaptsNorm: true, rule: sgd(0.1), loss, steps }), { metaGradient: firstOrder() }),
  ),
];
