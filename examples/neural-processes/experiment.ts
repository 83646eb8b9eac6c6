import { compileLearner } from '@innerloop/compile';
import { disposeTree, logLikelihood } from '@innerloop/core';
import type { Episode, Learner, ParamTree, Tree } from '@innerloop/core';
import { gaussianProcess } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { adam, cosine, scheduled } from '@innerloop/inner';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { chosen } from '../experiment/settings.js';
import { stepOf, trained } from '../experiment/train.js';
import { picture } from './picture.js';
import { trueProcess } from './process.js';
import { beliefOf, drawnCurve } from './shown.js';
import type { Belief, Shown } from './shown.js';
import { subjects } from './subjects.js';
import type { Subject } from './subjects.js';

/** The log likelihood of held-out points with so many points of context. */
export interface Point {
  readonly context: number;
  readonly mean: number;
  readonly ci95: number;
}

/** One learner, trained with one seed. */
export interface Course {
  readonly learner: string;
  readonly seed: number;
  readonly minutes: number;
  readonly points: readonly Point[];
  readonly beliefs: readonly Belief[];
}

export interface Result {
  readonly courses: readonly Course[];
  /** The process that curves come from: what can be known at most. */
  readonly process: readonly Point[];
  readonly shown: readonly Shown[];
}

/**
 * Of the released code, but for the batch (there 64) and Adam's rate (there 0.0001, for 200,000 iterations): it falls along a cosine to a
 * hundredth.
 */
const settings = { iterations: 20_000, metaBatch: 16, rate: 0.001 };
const kernel = { lengthScale: 0.4, noise: 0.02 };
/** Training has 3 to 9 points of context. */
const contexts = [3, 5, 7, 9, 20, 50];
const shownContexts = [4, 8];

async function measured(learner: Learner<Tree>, params: ParamTree, frame: Frame): Promise<readonly Point[]> {
  const { episodes = 600 } = frame.settings;
  const points: Point[] = [];
  for (const context of contexts) {
    const tasks = gaussianProcess({ shots: context, queries: 50 });
    const { rows } = await evaluate({ learner, params, tasks, metric: logLikelihood, seed: 1, episodes, batch: 20 });
    points.push({ context, mean: rows[0]?.mean ?? Number.NaN, ci95: rows[0]?.ci95 ?? Number.NaN });
  }
  return points;
}

async function follow(
  { name, learner }: Subject,
  seed: number,
  shown: readonly Drawn[],
  frame: Frame,
): Promise<Course> {
  const { iterations = settings.iterations } = frame.settings;
  const { params, seconds, dispose } = await trained({
    step: stepOf(learner, { optimizer: scheduled(cosine({ to: 0.01, steps: iterations }))(adam(settings.rate)) }),
    tasks: gaussianProcess(),
    ...{ iterations, metaBatch: settings.metaBatch, seed, signatures: 56 },
    display: frame.progress(`${name}, seed ${seed}`),
  });
  const points = await measured(compileLearner(learner), params, frame);
  const beliefs = shown.map((one) => beliefOf(learner, params, one.episode, one.shown.x));
  dispose();
  return { learner: name, seed, minutes: seconds / 60, points, beliefs };
}

interface Drawn {
  readonly shown: Shown;
  readonly episode: Episode;
}

/** Neural processes on curves of a Gaussian process (Garnelo et al. 2018; Kim et al. 2019). */
export const neuralProcesses: Experiment = {
  name: 'neural-processes',
  summary:
    'log likelihood of held-out points of Gaussian-process curves: conditional, latent and attentive neural processes',
  parts: 'cnp, acnp, np, anp',
  run: async (frame) => {
    const { iterations = settings.iterations, episodes = 600, seeds = [1] } = frame.settings;
    const shown = await Promise.all(shownContexts.map((count, i) => drawnCurve(count, i)));
    const { command, machine } = frame;
    const process = await measured(trueProcess(kernel), {}, frame);
    const courses: Course[] = [];
    for (const subject of chosen(subjects(), frame.settings)) {
      for (const seed of seeds) {
        courses.push(await follow(subject, seed, shown, frame));
        // After each of them, so that a run that is cut short is not lost.
        const result: Result = { courses, process, shown: shown.map((one) => one.shown) };
        const used = { ...settings, iterations, episodes, seeds, kernel };
        await frame.writeResult('neural-processes', { command, machine, ...used, ...result });
        await frame.writePicture('neural-processes', picture(result));
      }
    }
    disposeTree(shown.map(({ episode }) => episode));
  },
};
