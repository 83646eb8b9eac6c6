import { compileLearner } from '@innerloop/compile';
import { accuracy, meanSquaredErrorMetric } from '@innerloop/core';
import type { Metric, TaskDistribution } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
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

/** Trains one subject and follows it along all shifts. Test tasks are those of seed 1, whatever the seed of training. */
async function follow(part: Part, opened: Opened, subject: Subject, seed: number, frame: Frame): Promise<Course> {
  const { train, shifts } = opened;
  const { iterations = part.iterations, episodes = 600 } = frame.settings;
  const label = `${subject.name}, seed ${seed}`;
  const { params, seconds, dispose } = await trained({
    ...{ step: subject.step, tasks: train, iterations, metaBatch: part.metaBatch, seed },
    display: frame.progress(label),
  });
  const display = frame.progress(`${label}: shifts`);
  // Once for all shifts: their episodes have the same shapes.
  const learner = compileLearner(subject.learner, { onFallback: (reason) => console.warn(reason) });
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
  return { learner: subject.name, seed, shown: subject.shown, minutes: seconds / 60, shifts: measured };
}

async function runPart(part: Part, frame: Frame): Promise<PartResult> {
  const { iterations = part.iterations, episodes = 600, seeds = [1, 2, 3] } = frame.settings;
  const opened = await part.open(frame);
  const { shifts } = opened;
  const courses: Course[] = [];
  for (const subject of part.subjects) {
    for (const seed of seeds) courses.push(await follow(part, opened, subject, seed, frame));
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
