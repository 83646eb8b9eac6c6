import { disposeTree, initialize, seed, tidy } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { loadavg } from 'node:os';
import type { Experiment } from '../experiment/experiment.js';
import { contenders, learnerOf, setting, stepCounts } from './contenders.js';
import { gradientOf, measure } from './measure.js';
import type { Measurement, Problem } from './measure.js';
import { picture } from './picture.js';

/** One meta-gradient after another for each number of steps, all of the same tasks. */
async function measured(): Promise<readonly Measurement[]> {
  const tasks = sinusoids({ shots: setting.support, queries: setting.query });
  const episode = await tasks.sample({ seed: seed(7), tasks: setting.tasks, params: {} });
  const params = tidy(() => initialize(learnerOf(1).specs, seed(2)));
  const measurements: Measurement[] = [];
  for (const steps of stepCounts) {
    const problem: Problem = { learner: learnerOf(steps), params, episode };
    const exact = gradientOf(contenders['exact'] as (typeof contenders)[string], problem);
    for (const [name, how] of Object.entries(contenders)) {
      const found = measure(name, how, steps, { problem, exact });
      measurements.push(found);
      console.log(
        `${name}, ${steps} steps: ${found.milliseconds.toFixed(1)} ms, ${(found.bytes / 1e6).toFixed(1)} MB, off by ${found.distance.toExponential(1)}`,
      );
    }
    disposeTree(exact);
  }
  disposeTree([params, episode]);
  return measurements;
}

const load = (): number => loadavg()[0] as number;

/** Memory, time and bias of meta-gradients against the number of inner steps, run eagerly (Rajeswaran et al. 2019, §5, figure 2). */
export const innerSteps: Experiment = {
  name: 'inner-steps',
  summary:
    'memory, time and bias of exact, checkpointed, truncated and implicit meta-gradients at 1 to 128 inner steps',
  run: async (frame) => {
    const { command, machine } = frame;
    const before = load();
    const measurements = await measured();
    await frame.writeResult('inner-steps', { command, machine, load: [before, load()], setting, measurements });
    await frame.writePicture('inner-steps', picture(measurements));
  },
};
