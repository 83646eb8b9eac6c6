import { compileLearner } from '@innerloop/compile';
import { meanSquaredErrorMetric } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import type { EvaluationRow } from '@innerloop/evaluation';
import type { CurvePicture } from '@innerloop/evaluation/report';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { stepOf, trained } from '../experiment/train.js';
import { subjects } from './subjects.js';
import type { Subject } from './subjects.js';

interface Course {
  readonly learner: string;
  readonly seed: number;
  readonly minutes: number;
  readonly rows: readonly EvaluationRow[];
}

const steps = [0, 1, 2, 5, 10];
const usual = { iterations: 70_000, metaBatch: 25, shots: 10 };

async function follow({ name, learner }: Subject, seed: number, frame: Frame): Promise<Course> {
  const { iterations = usual.iterations, episodes = 600 } = frame.settings;
  const tasks = sinusoids({ shots: usual.shots });
  const { params, seconds, dispose } = await trained({
    ...{ step: stepOf(learner), tasks, iterations, metaBatch: usual.metaBatch, seed },
    display: frame.progress(`${name}, seed ${seed}`),
  });
  const { rows } = await evaluate({
    ...{ learner: compileLearner(learner), params, tasks: sinusoids({ shots: usual.shots, queries: 50 }) },
    ...{ metric: meanSquaredErrorMetric, seed: 1, episodes, batch: 25, steps },
  });
  dispose();
  return { learner: name, seed, minutes: seconds / 60, rows };
}

const picture = (courses: readonly Course[]): CurvePicture => ({
  panels: [
    {
      title: `Sinusoids, ${usual.shots} examples`,
      x: { title: 'inner steps' },
      y: { title: 'mean squared error', scale: 'log' },
      curves: courses
        .filter(({ seed }) => seed === courses[0]?.seed)
        .map(({ learner, rows }) => ({
          label: learner,
          points: rows.map((row) => ({ x: row.steps ?? 0, y: row.mean, ci95: row.ci95 })),
        })),
    },
  ],
});

/** A combination: the encoder of a conditional neural process tells MAML's network the task, before it adapts. */
export const conditionedMaml: Experiment = {
  name: 'conditioned-maml',
  summary:
    'a CNP’s task embedding conditions the network that MAML adapts (FiLM), beside plain MAML at the same budget',
  run: async (frame) => {
    const { iterations = usual.iterations, episodes = 600, seeds = [1] } = frame.settings;
    const courses: Course[] = [];
    for (const subject of subjects()) {
      for (const seed of seeds) courses.push(await follow(subject, seed, frame));
    }
    const { command, machine } = frame;
    await frame.writeResult('conditioned-maml', { command, machine, ...usual, iterations, episodes, seeds, courses });
    await frame.writePicture('conditioned-maml', picture(courses));
  },
};
