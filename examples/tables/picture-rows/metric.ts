import { mlp } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { mahalanobis, matching, prototypical, relation, simpleShot } from '@innerloop/metric';
import { protoMaml } from '@innerloop/outer';
import type { PictureProblem } from '../pictures.js';
import { made, row } from '../row.js';
import type { Row } from '../table.js';
import { loss, usual } from './shared.js';

/** Learners that compare features, and MAML that begins with prototypes. */
export const metricRows: readonly Row<PictureProblem>[] = [
  row(
    'Prototypical networks',
    'prototypical × – × exact',
    'as many ways in training as judged',
    ({ embedding }) => made(prototypical({ model: embedding() })),
    { published: { 'omniglot-1': '98.8' } },
  ),
  row(
    'Matching networks',
    'matching × – × exact',
    'cosines, factor 10',
    ({ embedding }) => made(matching({ model: embedding(), scale: 10 })),
    { published: { 'omniglot-1': '98.1' } },
  ),
  row(
    'Matching networks with full context',
    'matching × – × exact',
    'cosines, factor 10; 3 steps of attention',
    ({ embedding, features }) => made(matching({ model: embedding(), scale: 10, fullContext: { features } })),
  ),
  row(
    'Relation networks',
    'relation × – × exact',
    'a module of 64 hidden units on the features; its paper has convolutions on maps',
    ({ embedding, features }) =>
      made(relation({ model: embedding(), relation: mlp({ inputs: 2 * features, hidden: [64], outputs: 1 }) })),
    { published: { 'omniglot-1': '99.6 ± 0.2' } },
  ),
  row('SimpleShot', 'simpleShot × – × exact', 'trained in episodes; factor 10, momentum of the centre 0.05', (at) =>
    made(simpleShot({ model: at.embedding(), features: at.features, scale: 10, momentum: 0.05 })),
  ),
  row(
    'Mahalanobis',
    'mahalanobis × – × exact',
    'shrunken covariances of classes, trained in episodes',
    ({ embedding }) => made(mahalanobis({ model: embedding() })),
  ),
  row('Proto-MAML', 'protoMaml × sgd × exact', usual, (at) =>
    made(protoMaml({ model: at.embedding(), features: at.features, ways: 5, rule: sgd(at.rate), loss, ...at.inner })),
  ),
];
