import { hypernetwork, lstmLearner, metaNetworks, neuralProcess, snail } from '@innerloop/blackbox';
import { identity, meanSquaredError, mlp } from '@innerloop/core';
import { made, row } from './row.js';
import type { Problem, Row } from './table.js';

const loss = meanSquaredError;
const plain = { model: identity({ features: 1 }), features: 1, outputs: 1, loss } as const;
const attention = { keys: 16, values: 16 } as const;
const process = { inputs: 1, outputs: 1, encoder: [40, 40, 40], decoder: [40, 40] } as const;

/** Learners that read the support and take no steps. Their networks are of the size of the others'. */
export const blackBoxRows: readonly Row<Problem>[] = [
  row('Conditional neural process', 'neuralProcess × – × exact', 'encoder 40-40-40, decoder 40-40', () =>
    made(neuralProcess(process)),
  ),
  row(
    'Attentive neural process',
    'neuralProcess with attention × – × exact',
    'as the conditional one, 4 heads of 40 units, no latent variable',
    () => made(neuralProcess({ ...process, attention: { heads: 4, units: 40 } })),
  ),
  row('SNAIL', 'snail × – × exact', 'convolutions of 16 filters, attentions of 16 keys and values', () =>
    made(snail({ ...plain, length: 11, filters: 16, attentions: [attention, attention] })),
  ),
  row('LSTM learner', 'lstmLearner × – × exact', '40 units, each example with its target', () =>
    made(lstmLearner({ ...plain, units: 40, labels: 'paired' })),
  ),
  row('Meta networks', 'metaNetworks × – × exact', 'representation 40-40, base learner 1-40-40-1', () =>
    made(metaNetworks({ ...plain, representation: [40, 40], hidden: [40, 40] })),
  ),
  row('Hypernetwork', 'hypernetwork × – × exact', 'encoder 64-64; it emits the network of the other rows', () => {
    const model = mlp({ inputs: 1, hidden: [40, 40], outputs: 1 });
    return made(hypernetwork({ ...plain, model, embedding: plain.model, encoder: [64, 64] }));
  }),
];
