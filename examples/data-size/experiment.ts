import { compileLearner } from '@innerloop/compile';
import { accuracy, DivergenceError, disposeTree, initialize, seed as seedOf } from '@innerloop/core';
import type { Learner, ParamTree, Tree } from '@innerloop/core';
import { glyphs } from '@innerloop/data';
import type { EpisodicSource } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import type { EvaluationRow } from '@innerloop/evaluation';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { chosen } from '../experiment/settings.js';
import { trained } from '../experiment/train.js';
import type { Trained } from '../experiment/train.js';
import { untilDivergence } from '../experiment/until-divergence.js';
import { contenders } from './contenders.js';
import type { Candidate, Contender } from './contenders.js';
import { picture } from './picture.js';

/** A contender's accuracy on tasks of so many shots, and what was chosen for them. */
export interface Point {
  readonly shots: number;
  readonly mean: number;
  readonly ci95: number;
  readonly setting: string;
  readonly steps?: number;
}

/** One contender, trained with one seed. */
export interface Course {
  readonly contender: string;
  readonly seed: number;
  readonly minutes: number;
  readonly points: readonly Point[];
}

const sizes = { side: 16, filters: 16, ways: 5 } as const;
/** 30 alphabets of 10 characters: 200 characters are for training, 50 to be judged on. */
const data = { alphabets: 30, characters: 10, drawings: 120, size: sizes.side } as const;
/** Characters on which settings are chosen, invented with another seed: 40 of them. */
const choosing = { ...data, alphabets: 6, seed: 1 } as const;
const settings = { iterations: 4000, metaBatch: 4, queries: 5, testQueries: 15, choosing: 40, episodes: 200 } as const;
const shotsOf = [1, 2, 5, 10, 20, 50, 100] as const;

/** How tasks of one size are judged. */
interface Judging {
  readonly sources: Sources;
  readonly params: ParamTree;
  readonly shots: number;
}

interface Sources {
  readonly data: EpisodicSource;
  readonly choosing: EpisodicSource;
}

/** Characters that nobody was trained on. */
const unseen = { data: 'validation', choosing: 'train' } as const;

async function rowsOf(
  learner: Learner<Tree>,
  steps: readonly number[] | undefined,
  { sources, params, shots }: Judging,
  on: keyof Sources,
  episodes: number,
): Promise<readonly EvaluationRow[]> {
  const tasks = await sources[on].open(unseen[on], { ways: sizes.ways, shots, queries: settings.testQueries });
  // Tasks of a hundred shots are many pictures.
  const batch = Math.max(1, Math.min(10, Math.floor(100 / shots)));
  const given = { learner, params, tasks, metric: accuracy, seed: 1, episodes, batch };
  if (steps === undefined) return (await evaluate(given)).rows;
  try {
    return (await untilDivergence((taken) => evaluate({ ...given, steps: taken }), steps)).rows;
  } catch (error) {
    if (error instanceof DivergenceError) return [];
    throw error;
  }
}

interface Choice {
  readonly candidate: Candidate;
  readonly steps?: number;
  readonly mean: number;
}

/** The candidate and the number of steps that are best on characters that are neither trained nor judged on. */
async function choose(candidates: readonly Candidate[], judging: Judging): Promise<Choice> {
  const choices: Choice[] = [];
  for (const candidate of candidates) {
    if (candidates.length === 1 && candidate.steps === undefined) return { candidate, mean: Number.NaN };
    const rows = await rowsOf(candidate.learner, candidate.steps, judging, 'choosing', settings.choosing);
    for (const { mean, steps } of rows) choices.push({ candidate, mean, ...(steps === undefined ? {} : { steps }) });
  }
  const [best] = choices.sort((a, b) => b.mean - a.mean);
  if (best === undefined)
    throw new DivergenceError('data-size: every setting diverged on the characters for choosing.');
  return best;
}

async function pointOf(candidates: readonly Candidate[], judging: Judging, episodes: number): Promise<Point> {
  const { candidate, steps } = await choose(candidates, judging);
  const [row] = await rowsOf(candidate.learner, steps === undefined ? undefined : [steps], judging, 'data', episodes);
  const { mean = Number.NaN, ci95 = Number.NaN } = row ?? {};
  return { shots: judging.shots, mean, ci95, setting: candidate.setting, ...(steps === undefined ? {} : { steps }) };
}

async function learned(contender: Contender, source: EpisodicSource, seed: number, frame: Frame): Promise<Trained> {
  const { step, shots = 1 } = contender;
  if (step === undefined) {
    const params = initialize((contender.candidates[0] as Candidate).learner.specs, seedOf(seed));
    return { params, iterations: 0, seconds: 0, dispose: () => disposeTree(params) };
  }
  const { iterations = settings.iterations } = frame.settings;
  const from = contender.source?.(source) ?? source;
  const tasks = await from.open('train', { ways: sizes.ways, shots, queries: settings.queries });
  const display = frame.progress(`${contender.name}, seed ${seed}`);
  return trained({ step, tasks, iterations, metaBatch: settings.metaBatch, seed, display });
}

async function follow(contender: Contender, sources: Sources, seed: number, frame: Frame): Promise<Course> {
  const { episodes = settings.episodes } = frame.settings;
  const { params, seconds, dispose } = await learned(contender, sources.data, seed, frame);
  const display = frame.progress(`${contender.name}, seed ${seed}: shots`);
  const candidates = contender.candidates.map((one) => ({ ...one, learner: compileLearner(one.learner) }));
  const points: Point[] = [];
  for (const [at, shots] of shotsOf.entries()) {
    display.update(at, shotsOf.length, `${shots}`);
    points.push(await pointOf(candidates, { sources, params, shots }, episodes));
  }
  display.stop();
  dispose();
  return { contender: contender.name, seed, minutes: seconds / 60, points };
}

/** How much data a task must have before fine-tuning catches up with learners that were meta-trained. */
export const dataSize: Experiment = {
  name: 'data-size',
  summary: 'accuracy against the shots of a task, 1 to 100: fine-tuning, MAML, prototypical networks',
  parts: 'names of contenders',
  run: async (frame) => {
    const { iterations = settings.iterations, episodes = settings.episodes, seeds = [1] } = frame.settings;
    const { command, machine } = frame;
    const sources = { data: glyphs(data), choosing: glyphs(choosing) };
    const { classes } = await sources.data.examples('train');
    const courses: Course[] = [];
    for (const contender of chosen(contenders({ ...sizes, classes: classes.length }), frame.settings)) {
      for (const seed of seeds) courses.push(await follow(contender, sources, seed, frame));
      // After each of them, so that a run that is cut short is not lost.
      const used = { ...settings, iterations, episodes, seeds, sizes, data };
      await frame.writeResult('data-size', { command, machine, ...used, courses });
      await frame.writePicture('data-size', picture(courses));
    }
  },
};
