import { compileLearner } from '@innerloop/compile';
import { accuracy, meanSquaredErrorMetric } from '@innerloop/core';
import type { Learner, Metric, ParamTree, TaskDistribution, Tree } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { characters } from '../experiment/characters.js';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { chosen } from '../experiment/settings.js';
import { trained } from '../experiment/train.js';
import { measureShift } from './measure.js';
import type { Point } from './measure.js';
import { picture } from './picture.js';
import { characterShifts, curveShifts } from './shifts.js';
import type { Shift } from './shifts.js';
import { characterSubjects, curveSubjects } from './subjects.js';
import type { Subject } from './subjects.js';
import { zeroPredictor } from './zero-predictor.js';

/** One learner, trained with one seed, on all shifts. */
export interface Course {
  readonly learner: string;
  readonly seed: number;
  readonly shown?: number | undefined;
  readonly minutes: number;
  /** Of training: fewer than all where it ended because the learner was as good as the one that it is matched with. */
  readonly iterations: number;
  readonly shifts: readonly { readonly name: string; readonly points: readonly Point[] }[];
}

/** A kind of tasks, its learners and shifts. */
interface Part {
  readonly name: 'curves' | 'characters';
  readonly metric: Metric;
  readonly iterations: number;
  readonly metaBatch: number;
  readonly subjects: readonly Subject[];
  readonly open: (frame: Frame) => Promise<Opened>;
}

interface Opened {
  readonly train: TaskDistribution;
  readonly shifts: readonly Shift[];
}

export interface PartResult {
  readonly name: Part['name'];
  readonly metric: string;
  readonly iterations: number;
  readonly metaBatch: number;
  readonly episodes: number;
  readonly seeds: readonly number[];
  readonly shifts: readonly { readonly name: string; readonly title: string }[];
  readonly courses: readonly Course[];
  /** The error of predicting zero on the tasks of each shift and amount: the scale of the errors. */
  readonly zero: readonly { readonly name: string; readonly points: readonly Point[] }[];
}

const parts = (): readonly Part[] => [
  {
    name: 'curves',
    metric: meanSquaredErrorMetric,
    iterations: 15_000,
    metaBatch: 25,
    subjects: curveSubjects(),
    open: () => Promise.resolve({ train: sinusoids({ shots: 5, queries: 10 }), shifts: curveShifts }),
  },
  {
    name: 'characters',
    metric: accuracy,
    iterations: 1500,
    metaBatch: 4,
    subjects: characterSubjects(),
    open: async (frame) => {
      const source = characters(frame, { ways: 5, shots: 1, queries: 5, rotations: 'classes' });
      const examples = await source.examples('validation');
      return { train: await source.open('train'), shifts: characterShifts.map((shift) => shift(examples)) };
    },
  },
];

/** Errors without a shift, by learner and seed, to which others are matched: on tasks of their own. */
type Marks = Map<string, number>;

const matching = { seed: 2, episodes: 300, every: 250 } as const;

const markOf = (name: string, seed: number): string => `${name}, seed ${seed}`;

/** The error on tasks like those of training, after the number of steps that the learner is shown with. */
async function errorOf(
  part: Part,
  shifts: readonly Shift[],
  subject: Subject,
  learner: Learner<Tree>,
  params: ParamTree,
) {
  const tasks = (shifts[0] as Shift).tasks(0);
  const given = { learner, params, tasks, metric: part.metric, seed: matching.seed, episodes: matching.episodes };
  const steps = subject.shown === undefined ? {} : { steps: [subject.shown] };
  return (await evaluate({ ...given, ...steps, batch: 20 })).rows[0]?.mean ?? Number.POSITIVE_INFINITY;
}

interface Following {
  readonly part: Part;
  readonly opened: Opened;
  readonly subject: Subject;
  readonly seed: number;
  readonly marks: Marks;
  readonly frame: Frame;
}

/** Trains one subject and follows it along all shifts. Test tasks are those of seed 1, whatever the seed of training. */
async function follow({ part, opened, subject, seed, marks, frame }: Following): Promise<Course> {
  const { train, shifts } = opened;
  const { episodes = 600 } = frame.settings;
  const label = markOf(subject.name, seed);
  // Once for all shifts: their episodes have the same shapes.
  const learner = compileLearner(subject.learner, { onFallback: (reason) => console.warn(reason) });
  const error = (params: ParamTree): Promise<number> => errorOf(part, shifts, subject, learner, params);
  const mark = subject.matches === undefined ? undefined : marks.get(markOf(subject.matches, seed));
  const { iterations: limit = Number.POSITIVE_INFINITY } = frame.settings;
  const { params, iterations, seconds, dispose } = await trained({
    ...{ step: subject.step, tasks: train, metaBatch: part.metaBatch, seed },
    iterations: Math.min(limit, subject.most ?? part.iterations),
    until: mark === undefined ? undefined : { every: matching.every, holds: async (at) => (await error(at)) <= mark },
    display: frame.progress(label),
  });
  if (part.subjects.some(({ matches }) => matches === subject.name)) marks.set(label, await error(params));
  const display = frame.progress(`${label}: shifts`);
  const measured = [];
  for (const [i, shift] of shifts.entries()) {
    const onPoint = (amount: number): void => display.update(i, shifts.length, `${shift.name} ${amount}`);
    const points = await measureShift({
      ...{ learner, params, shift, metric: part.metric, steps: subject.steps, episodes, seed: 1, onPoint },
    });
    measured.push({ name: shift.name, points });
  }
  display.stop();
  dispose();
  const minutes = seconds / 60;
  return { learner: subject.name, seed, shown: subject.shown, minutes, iterations, shifts: measured };
}

async function runPart(part: Part, frame: Frame): Promise<PartResult> {
  const { iterations = part.iterations, episodes = 600, seeds = [1, 2, 3] } = frame.settings;
  const opened = await part.open(frame);
  const { shifts } = opened;
  const courses: Course[] = [];
  const marks: Marks = new Map();
  for (const subject of part.subjects) {
    for (const seed of seeds) courses.push(await follow({ part, opened, subject, seed, marks, frame }));
  }
  const zero = [];
  for (const shift of part.name === 'curves' ? shifts : []) {
    const points = await measureShift({
      ...{ learner: zeroPredictor, params: {}, shift, metric: part.metric, episodes, seed: 1 },
    });
    zero.push({ name: shift.name, points });
  }
  const named = shifts.map(({ name, title }) => ({ name, title }));
  const { name, metric, metaBatch } = part;
  return { name, metric: metric.name, iterations, metaBatch, episodes, seeds, shifts: named, courses, zero };
}

/** Performance against the shift of the task, gradient-based learners beside black-box ones (Finn & Levine 2018, §7.1). */
export const extrapolation: Experiment = {
  name: 'extrapolation',
  summary: 'error against the shift of the task, gradient-based and black-box learners',
  parts: 'curves, characters',
  run: async (frame) => {
    const { command, machine } = frame;
    for (const part of chosen(parts(), frame.settings)) {
      const result = await runPart(part, frame);
      await frame.writeResult(`extrapolation-${part.name}`, {
        command: `${command} --only ${part.name}`,
        machine,
        ...result,
      });
      await frame.writePicture(`extrapolation-${part.name}`, picture(result));
    }
  },
};
