import type { Experiment } from '../experiment/experiment.js';
import { meanCurve, measure } from './measure.js';
import { leader, methods } from './methods.js';
import { picture } from './picture.js';
import { play } from './play.js';
import type { Course } from './play.js';

/** Follow the meta-leader on a sequence of sine curves, beside joint training, training on everything and training from scratch. */
export const onlineExperiment: Experiment = {
  name: 'online',
  summary:
    'error and regret on a sequence of tasks: the meta-leader beside what it is compared with (an iteration is a round)',
  run: async (frame) => {
    const { iterations: rounds = 60, seeds = [1, 2, 3] } = frame.settings;
    const courses = new Map<string, Course[]>();
    for (const method of methods) {
      const played: Course[] = [];
      for (const seed of seeds) played.push(await play(method, seed, rounds, frame));
      courses.set(method.name, played);
    }
    const comparators = (courses.get(leader.name) ?? []).map(({ hindsight }) => hindsight);
    const results = methods.map((method) => measure(method, courses.get(method.name) ?? [], comparators));
    const { command, machine } = frame;
    const tasks = 'sine curves, 10 examples by 5, judged on 100';
    const comparator = meanCurve(comparators);
    await frame.writeResult('online', { command, machine, tasks, rounds, seeds, comparator, methods: results });
    await frame.writePicture('online', picture(results));
  },
};
