import { explainStep } from '@innerloop/compile';
import type { StepExplanation } from '@innerloop/compile';
import { disposeTree, residentOf, seed as seedOf, tidy } from '@innerloop/core';
import type { Episode, MetaState, Resident, Tree } from '@innerloop/core';
import { stepAt } from '@innerloop/training';
import type { Experiment } from '../experiment/experiment.js';

/** How a configuration's meta-step is compiled, and how long it takes to run. */
export interface ConfigExplanation {
  readonly step: StepExplanation;
  /** Milliseconds of a run: the median of a few. */
  readonly milliseconds: number;
}

/** The machine optimizes code while it runs: time is taken once it had so long to do so. */
const warming = 1000;
const counted = 15;

async function medianOf(resident: Resident<MetaState, Tree>, episode: Episode<Tree>): Promise<number> {
  const times: number[] = [];
  const begun = performance.now();
  for (let run = 0; times.length < counted; run += 1) {
    const from = performance.now();
    await resident.run(episode, seedOf(run));
    const to = performance.now();
    if (run > 0 && to - begun > warming) times.push(to - from);
  }
  return times.sort((left, right) => left - right)[counted >> 1] as number;
}

/**
 * Compiles the training step of a configuration for its own tasks, and runs it a few times.
 *
 * @returns the explanation, or in words why the step is not compiled
 * @throws InvalidDataError if the data are missing
 */
export async function explainConfig({
  data,
  plainStep,
  step,
  training,
  threads,
}: Experiment): Promise<ConfigExplanation | string> {
  const root = seedOf(training.seed);
  const tasks = await data.open('train');
  const state = tidy(() => plainStep.init(root.fold('init')));
  const episode = await tasks.sample({ seed: root.fold('doctor'), tasks: training.metaBatch, params: state.params });
  try {
    const explained = explainStep(plainStep, { state, episode }, { clock: () => performance.now(), threads });
    if (typeof explained === 'string') return explained;
    const resident = residentOf(stepAt(step, Infinity), state);
    try {
      return { step: explained, milliseconds: await medianOf(resident, episode) };
    } finally {
      resident.dispose();
    }
  } finally {
    disposeTree([state, episode]);
  }
}
