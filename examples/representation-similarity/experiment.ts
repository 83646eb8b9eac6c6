import { compileLearner } from '@innerloop/compile';
import { accuracy, conv4, crossEntropy, dense, sequential } from '@innerloop/core';
import type { InnerAdapted, InnerLearner, TaskDistribution } from '@innerloop/core';
import { adaptationSimilarity, evaluate } from '@innerloop/evaluation';
import type { EvaluationRow, LayerSimilarity } from '@innerloop/evaluation';
import { sgd } from '@innerloop/inner';
import { anil, boil, maml } from '@innerloop/outer';
import { characters } from '../experiment/characters.js';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { chosen } from '../experiment/settings.js';
import { stepOf, trained } from '../experiment/train.js';
import { picture } from './picture.js';

/** A trained learner: its accuracy along its steps, and what its adaptation changed. */
export interface Analysis {
  readonly learner: string;
  readonly minutes: number;
  readonly accuracy: readonly EvaluationRow[];
  readonly layers: readonly LayerSimilarity[];
}

export interface SimilarityResult {
  readonly tasks: string;
  readonly iterations: number;
  readonly metaBatch: number;
  readonly episodes: number;
  readonly seed: number;
  readonly learners: readonly Analysis[];
}

const [ways, filters] = [5, 32];
// Statistics of the support: what a layer gives for an example does not hang on the others that are measured beside it.
const norm = { statistics: 'support' } as const;
const body = conv4({ height: 28, width: 28, channels: 1, filters, downsample: 'stride', head: 'mean', norm });
const head = dense({ inputs: filters, outputs: ways });
const model = sequential({ body, head });
const options = { rule: sgd(0.4), loss: crossEntropy, steps: 1, testSteps: 3 };
const layers = ['body/block1', 'body/block2', 'body/block3', 'body/block4', 'head'];

interface Subject {
  readonly name: string;
  readonly learner: InnerLearner<InnerAdapted>;
}

/** All of the network adapts, or the head alone, or all but the head. */
const subjects: readonly Subject[] = [
  { name: 'maml', learner: maml({ ...options, model, adaptsNorm: true }) }, // as boil does, whose body it is beside
  { name: 'anil', learner: anil({ ...options, body, head }) },
  { name: 'boil', learner: boil({ ...options, body, head }) },
];

interface Work extends Omit<SimilarityResult, 'learners' | 'tasks'> {
  readonly train: TaskDistribution;
  readonly held: TaskDistribution;
}

async function analyse({ name, learner }: Subject, work: Work, frame: Frame): Promise<Analysis> {
  const { train, held, iterations, metaBatch, episodes, seed } = work;
  const display = frame.progress(name);
  const { params, seconds, dispose } = await trained({
    ...{ step: stepOf(learner), tasks: train, iterations, metaBatch, seed, display },
  });
  const { rows } = await evaluate({
    ...{ learner: compileLearner(learner), params, tasks: held, metric: accuracy, seed: 1, episodes, steps: [0, 1, 3] },
  });
  const found = await adaptationSimilarity({ learner, model, params, tasks: held, seed: 1, episodes, layers });
  dispose();
  return { learner: name, minutes: seconds / 60, accuracy: rows, layers: found };
}

/** Which layers adaptation changes, on characters that training never saw (Raghu et al. 2020, §3). */
export const representationSimilarity: Experiment = {
  name: 'representation-similarity',
  summary: 'which layers adaptation changes: CKA and CCA before and after',
  parts: 'maml, anil, boil',
  run: async (frame) => {
    const { iterations = 1500, episodes = 100, seeds = [1] } = frame.settings;
    const source = characters(frame, { ways, shots: 1, queries: 15 });
    const seed = seeds[0] ?? 1;
    const settings = { iterations, metaBatch: 4, episodes, seed };
    const work = {
      ...settings,
      train: await source.open('train', { queries: 5 }),
      held: await source.open('validation'),
    };
    const learners: Analysis[] = [];
    for (const subject of chosen(subjects, frame.settings)) learners.push(await analyse(subject, work, frame));
    const result: SimilarityResult = { tasks: source.name, ...settings, learners };
    const { command, machine } = frame;
    await frame.writeResult('representation-similarity', { command, machine, ...result });
    await frame.writePicture('representation-similarity', picture(result));
  },
};
