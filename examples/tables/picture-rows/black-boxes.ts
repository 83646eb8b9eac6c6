import { lstmLearner, mann, metaNetworks, neuralProcess, snail } from '@innerloop/blackbox';
import type { PictureProblem } from '../pictures.js';
import { made, row } from '../row.js';
import type { Row } from '../table.js';

/** The embedding of the other rows, and what stands on it. */
const below = ({ embedding, features }: PictureProblem) => ({ model: embedding(), features, outputs: 5 });

/** Learners that read the support and take no steps. */
export const blackBoxRows: readonly Row<PictureProblem>[] = [
  row('SNAIL', 'snail × – × exact', 'as published: 128 filters, three attentions', (at) =>
    made(snail({ ...below(at), length: 5 * at.judged.shots + 1 })),
  ),
  row('LSTM learner', 'lstmLearner × – × exact', '200 units, each example with its label', (at) =>
    made(lstmLearner({ ...below(at), units: 200, labels: 'paired' })),
  ),
  row(
    'Memory-augmented network',
    'mann × – × exact',
    '200 units, 64 rows, least-recently-used access with cosines × 10, each example with its label',
    (at) => made(mann({ ...below(at), units: 200, rows: 64, strength: 10, labels: 'paired' })),
  ),
  row('Conditional neural process', 'neuralProcess × – × exact', 'mean codes of classes, encoder 128-64', (at) => {
    const { model, features, outputs } = below(at);
    const sizes = { encoder: [128, 64], decoder: [128, 128], contextInTargets: false };
    return made(neuralProcess({ kind: 'classification', model, inputs: features, outputs, ...sizes }));
  }),
  row('Meta networks', 'metaNetworks × – × exact', 'on the embedding: layers of 64 units', (at) =>
    made(metaNetworks(below(at))),
  ),
];
