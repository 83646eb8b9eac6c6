import { cloneTree, disposeTree, leaf, residentOf, seed, tidy, useBackend } from '@innerloop/core';
import type { MetaStep, Tensor } from '@innerloop/core';
import { expectTreesEqual } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { annealed, exact, firstOrder, stepAt, train } from '../../src/index.js';
import type { Checkpoint, GradientState, StagedStep, TrainOptions } from '../../src/index.js';
import { counting, residing, stepOf } from '../support/step.js';
import type { Residence } from '../support/step.js';
import { curves } from '../support/tasks.js';

beforeAll(async () => {
  await useBackend('cpu');
});

type Step = MetaStep<GradientState, Tensor>;
type Options = TrainOptions<GradientState, Tensor>;

const first = (): Step => stepOf({ learner: counting, metaGradient: firstOrder() });
const second = (): Step => stepOf({ learner: counting, metaGradient: exact() });
const switched = (at = 3, from = first(), to = second()): StagedStep<GradientState, Tensor> =>
  annealed({ from, to, at });
const options = (step: Options['step'], more: Partial<Options> = {}): Options => ({
  step,
  tasks: curves,
  seed: 7,
  iterations: 6,
  metaBatch: 3,
  ...more,
});

interface Finished {
  readonly losses: readonly number[];
  readonly checkpoint: Checkpoint<GradientState>;
}

async function finish(given: Options): Promise<Finished> {
  const losses: number[] = [];
  let checkpoint: Checkpoint<GradientState> | undefined;
  for await (const progress of train(given)) {
    losses.push(progress.loss);
    if (progress.iteration === given.iterations) checkpoint = progress.checkpoint();
  }
  return { losses, checkpoint: checkpoint as Checkpoint<GradientState> };
}

/** What training does, by hand: the steps of some iterations on one state. */
async function byHand(steps: readonly Step[]): Promise<Finished['checkpoint']['state']> {
  const root = seed(7);
  let state = tidy(() => (steps[0] as Step).init(root.fold('init')));
  for (const [iteration, step] of steps.entries()) {
    const at = root.fold('iteration').fold(iteration);
    const episode = await curves.sample({ seed: at.fold('tasks'), tasks: 3, params: state.params });
    const resident = residentOf(step, state);
    await resident.run(episode, at.fold('step'));
    disposeTree([state, episode]);
    state = resident.state();
    resident.dispose();
  }
  return state;
}

describe('annealed', () => {
  it('is the first step before its iteration, and the second from it on, bit for bit [row 13]', async () => {
    const [one, two] = [first(), second()];
    for (const at of [1, 3, 5, 6, 9]) {
      const { checkpoint } = await finish(options(switched(at, one, two)));
      const expected = await byHand(Array.from({ length: 6 }, (_, iteration) => (iteration < at ? one : two)));
      expectTreesEqual(checkpoint.state, expected);
      disposeTree([checkpoint.state, expected]);
    }
  });

  it('differs from either step alone', async () => {
    const runs = await Promise.all([switched(), first(), second()].map((step) => finish(options(step))));
    const ends = runs.map(({ losses }) => losses[5]);
    expect(new Set(ends).size).toBe(3);
    disposeTree(runs.map(({ checkpoint }) => checkpoint.state));
  });

  it.each([1, 2, 3, 4, 5])('resumes bit for bit from a checkpoint after %i iterations', async (iterations) => {
    const whole = await finish(options(switched()));
    const half = await finish(options(switched(), { iterations }));
    const rest = await finish(options(switched(), { from: half.checkpoint }));
    expect(rest.losses).toEqual(whole.losses.slice(iterations));
    expectTreesEqual(rest.checkpoint.state, whole.checkpoint.state);
    disposeTree([whole, half, rest].map(({ checkpoint }) => checkpoint.state));
  });

  it('hands the state over from where one step keeps it to where the other does', async () => {
    const plain = await finish(options(switched()));
    for (const both of [true, false]) {
      const seen: Residence = { copies: 0, disposed: 0 };
      const to = both ? residing(second(), seen) : second();
      const moved = await finish(options(switched(3, residing(first(), seen), to)));
      expectTreesEqual(moved.checkpoint.state, plain.checkpoint.state);
      expect(seen.disposed).toBe(both ? 2 : 1);
      disposeTree(moved.checkpoint.state);
    }
    disposeTree(plain.checkpoint.state);
  });

  it('keeps the number of live tensors across the change, and frees all at the end', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    for await (const progress of train(options(switched()))) {
      expect(leaf(progress.params, Object.keys(progress.params)[0] as string).isDisposed).toBe(false);
      counts.push(tf.memory().numTensors);
    }
    expect(new Set(counts).size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('lends the parameters of an iteration until the next one, at the change too', async () => {
    const kept: GradientState['params'][] = [];
    for await (const progress of train(options(switched()))) {
      if (progress.iteration === 3) kept.push(tidy(() => cloneTree(progress.params)));
    }
    const plain = await finish(options(first(), { iterations: 3 }));
    expectTreesEqual(kept[0] ?? {}, plain.checkpoint.state.params);
    disposeTree([kept, plain.checkpoint.state]);
  });

  it('says in its name what it does and when, so that no other plan resumes from its checkpoint', async () => {
    expect(switched().name).toBe(
      'reference · first-order · averaged, from iteration 3 on reference · exact · averaged',
    );
    const half = await finish(options(switched(), { iterations: 2 }));
    await expect(finish(options(switched(4), { from: half.checkpoint }))).rejects.toThrow('made with step');
    disposeTree(half.checkpoint.state);
  });

  it('gives the step of an iteration, as a plain step does', () => {
    const [one, two] = [first(), second()];
    const step = annealed({ from: one, to: two, at: 2 });
    expect([0, 1, 2, Infinity].map((iteration) => stepAt(step, iteration) === one)).toEqual([true, true, false, false]);
    expect(stepAt(one, 5)).toBe(one);
  });

  it('refuses an iteration that is none, and steps that keep other states', async () => {
    expect(() => switched(0)).toThrow('annealed: at must be a positive integer');
    const step = annealed({ from: stepOf(), to: second(), at: 2 });
    const before = tf.memory().numTensors;
    await expect(finish(options(step))).rejects.toThrow('annealed: the two steps keep other states');
    expect(tf.memory().numTensors).toBe(before);
  });
});
