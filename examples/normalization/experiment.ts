import { compileLearner } from '@innerloop/compile';
import { accuracy, DivergenceError } from '@innerloop/core';
import type { ParamTree, TaskDistribution } from '@innerloop/core';
import { glyphs } from '@innerloop/data';
import type { EpisodicSource } from '@innerloop/data';
import { omniglot } from '@innerloop/data/node';
import { evaluate } from '@innerloop/evaluation';
import type { EvaluateOptions } from '@innerloop/evaluation';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { chosen } from '../experiment/settings.js';
import { stepOf, trained } from '../experiment/train.js';
import { page } from './page.js';
import { manners, subjects, trainings, ways } from './subjects.js';
import type { MannerName, Subject, TrainingName } from './subjects.js';

/** One training, and how many of the same queries were told right each way. */
export interface Entry {
  readonly data: string;
  readonly learner: string;
  readonly training: TrainingName;
  readonly seed: number;
  readonly seconds: number;
  /** Mean and half width of the 95 % interval; stored averages are missing where none were stored. */
  readonly asked: Readonly<Partial<Record<MannerName, Figure | 'diverged'>>>;
}

export interface Figure {
  readonly mean: number;
  readonly ci95: number;
}

export interface NormalizationResult {
  readonly command: string;
  readonly machine: string;
  readonly iterations: number;
  readonly metaBatch: number;
  readonly episodes: number;
  readonly entries: readonly Entry[];
}

interface Work {
  readonly source: EpisodicSource;
  readonly held: TaskDistribution;
  readonly episodes: number;
}

/** Drawn characters, and written ones where they lie at `--data`; judged on characters of their own, the holdout of Omniglot. */
function sources({ settings }: Frame): readonly EpisodicSource[] {
  const size = { ways, shots: 1, queries: 15 };
  const path = join(settings.data, 'omniglot');
  return [glyphs(size), ...(existsSync(path) ? [omniglot({ path, split: 'vinyals', holdout: 100, ...size })] : [])];
}

/** Where a task leaves the finite numbers, there is no accuracy. */
async function figureOf(options: EvaluateOptions): Promise<Figure | 'diverged'> {
  try {
    const [row] = (await evaluate(options)).rows;
    return { mean: row?.mean ?? Number.NaN, ci95: row?.ci95 ?? Number.NaN };
  } catch (error) {
    if (error instanceof DivergenceError) return 'diverged';
    throw error;
  }
}

/** All ways of asking, on the same tasks with the same parameters. */
async function ask(subject: Subject, training: TrainingName, params: ParamTree, { held, episodes }: Work) {
  const asked: Partial<Record<MannerName, Figure | 'diverged'>> = {};
  for (const [name, { norm, inference }] of Object.entries(manners)) {
    if (training === 'the support' && norm.statistics === 'running') continue;
    const learner = compileLearner(subject.of(norm), { onFallback: (reason) => console.warn(reason) });
    const given = { learner, params, tasks: held, metric: accuracy, seed: 1, episodes, batch: 20, inference };
    asked[name as MannerName] = await figureOf(given);
  }
  return asked;
}

interface Plan {
  readonly subject: Subject;
  readonly training: TrainingName;
  readonly seed: number;
  readonly iterations: number;
  readonly metaBatch: number;
}

async function entryOf(plan: Plan, work: Work, frame: Frame): Promise<Entry> {
  const { subject, training, seed, iterations, metaBatch } = plan;
  const { source } = work;
  const display = frame.progress(`${source.name}, ${subject.name} trained by ${training}`);
  const step = stepOf(trainings[training](subject));
  const tasks = await source.open('train', { queries: 5 });
  const { params, seconds, dispose } = await trained({ step, tasks, iterations, metaBatch, seed, display });
  const asked = await ask(subject, training, params, work);
  dispose();
  return { data: source.name, learner: subject.name, training, seed, seconds: Math.round(seconds), asked };
}

/** What a query should be normalised by, when it is asked alone, and what to train with. */
export const normalization: Experiment = {
  name: 'normalization',
  summary: 'accuracy of queries asked together and alone, by what normalises them in training and when asked',
  parts: subjects.map(({ name }) => name).join(', '),
  run: async (frame) => {
    const { iterations = 600, episodes = 300, seeds = [1] } = frame.settings;
    const entries: Entry[] = [];
    const { command, machine } = frame;
    const result = (): NormalizationResult => ({ command, machine, iterations, metaBatch: 4, episodes, entries });
    for (const source of sources(frame)) {
      const split = source.name.startsWith('omniglot') ? 'holdout' : 'validation';
      const work: Work = { source, held: await source.open(split), episodes };
      for (const subject of chosen(subjects, frame.settings)) {
        for (const training of Object.keys(trainings) as TrainingName[]) {
          for (const seed of seeds) {
            entries.push(await entryOf({ subject, training, seed, iterations, metaBatch: 4 }, work, frame));
            await frame.writeResult('normalization', result());
          }
        }
      }
    }
    await frame.writePage('normalization', page(result()));
  },
};
