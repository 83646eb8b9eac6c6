import { compileLearner } from '@innerloop/compile';
import { meanSquaredErrorMetric, tidy } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import { polynomials } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { trained } from '../experiment/train.js';
import { changeOfProduct, linearLayers, rankOf } from './deep-linear.js';
import { learnerOf, oracleOf } from './networks.js';
import { picture } from './picture.js';
import type { Rank, Row } from './picture.js';

const depths = [1, 2, 3, 4, 5] as const;
const degree = 3;
/** The paper has 40,000; a tenth shows the same in a tenth of the time. */
const parameters = 4000;
const metaBatch = 10;
/** Chosen from 0.0005, 0.002 and 0.01 on tasks of another seed than those that are judged. */
const rate = 0.002;

async function errorOf(frame: Frame, kind: Row['learner'], depth: number, seed: number): Promise<number> {
  const { iterations = 3000, episodes = 600 } = frame.settings;
  const { learner, step } =
    kind === 'maml' ? learnerOf(depth, parameters, rate) : oracleOf(depth, parameters, degree + 1);
  const tasks = polynomials({ degree, told: kind === 'oracle' });
  const display = frame.progress(`${kind}, ${depth} hidden layers, seed ${seed}`);
  const { params, dispose } = await trained({ step, tasks, iterations, metaBatch, seed, display });
  const given = { learner: compileLearner(learner), params, tasks, metric: meanSquaredErrorMetric, seed: 1, episodes };
  const { rows } = await evaluate({ ...given, batch: 20 });
  dispose();
  return rows[0]?.mean ?? Number.NaN;
}

async function depthRows(frame: Frame): Promise<readonly Row[]> {
  const { seeds = [1, 2, 3] } = frame.settings;
  const rows: Row[] = [];
  for (const learner of ['maml', 'oracle'] as const) {
    for (const depth of depths) {
      const errors: number[] = [];
      for (const seed of seeds) errors.push(await errorOf(frame, learner, depth, seed));
      rows.push({ learner, depth, errors });
    }
  }
  return rows;
}

const linear = { size: 12, layers: [1, 2, 3, 4, 5], points: [1, 2], rate: 0.5 } as const;

/** What one gradient step on one example, or two, can change of a product of linear layers. */
export const ranks = (): readonly Rank[] =>
  linear.points.flatMap((points) =>
    linear.layers.map((layers) => {
      const change: Tensor = tidy(() => changeOfProduct(linearLayers(layers, linear.size, 1), points, linear.rate, 2));
      const rank = rankOf(change.arraySync() as number[][]);
      change.dispose();
      return { points, layers, rank };
    }),
  );

/** Depth and what a gradient step can express (Finn & Levine 2018, §5 and §7.2). */
export const universality: Experiment = {
  name: 'universality',
  summary:
    'error after one gradient step against depth at the same number of parameters; the rank of a step in linear layers',
  run: async (frame) => {
    const { command, machine } = frame;
    const { iterations = 3000, episodes = 600, seeds = [1, 2, 3] } = frame.settings;
    const found = ranks();
    const rows = await depthRows(frame);
    const settings = { iterations, metaBatch, episodes, seeds, parameters, rate, support: 40, degree };
    await frame.writeResult('universality', { command, machine, ...settings, depth: rows, ranks: found });
    await frame.writePicture('universality', picture(rows, found));
  },
};
