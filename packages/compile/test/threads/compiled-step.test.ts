import { disposeTree, leavesOf, meanSquaredError, mlp, seed, tidy, useBackend } from '@innerloop/core';
import type { Episode, MetaState, MetaStep } from '@innerloop/core';
import { adam, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { exact, metaStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile-step.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const episodeOf = (tasks: number, start: number): Episode => {
  const uniform = (rows: number, width: number) => tf.randomUniform([tasks, rows, width], -1, 1, 'float32', start);
  return { support: { x: uniform(4, 2), y: uniform(4, 1) }, query: { x: uniform(3, 2), y: uniform(3, 1) } };
};

/** The losses of episodes of these numbers of tasks, one after the other, and the state after them. */
function losses(threads: number, tasks: readonly number[]): { readonly losses: number[]; readonly state: number[] } {
  const learner = maml({
    model: mlp({ inputs: 2, hidden: [6], outputs: 1 }),
    rule: sgd(0.1),
    loss: meanSquaredError,
    steps: 2,
  });
  const step: MetaStep<MetaState> = metaStep({ learner, metaGradient: exact(), optimizer: adam(0.01) });
  const compiled = compile(step, { threads });
  const first = tidy(() => step.init(seed(3)));
  const resident = compiled.reside(first);
  const found = tasks.map((count, at) => {
    const episode = episodeOf(count, at + 1);
    const { loss } = resident.run(episode, seed(at)) as Readonly<Record<string, number>>;
    disposeTree(episode);
    return loss!;
  });
  const state = resident.state();
  const values = leavesOf(state).flatMap((leaf) => Array.from(leaf.dataSync()));
  [state, first].forEach((tree) => disposeTree(tree));
  resident.dispose();
  compiled.dispose();
  return { losses: found, state: values };
}

it('trains on threads as on one, whatever the number of tasks is from step to step', () => {
  const tasks = [4, 4, 2, 3, 4, 2];
  const before = tf.memory().numTensors;
  const one = losses(1, tasks);
  const two = losses(2, tasks);
  two.losses.forEach((loss, at) => expect(Math.abs(loss / one.losses[at]! - 1)).toBeLessThan(1e-4));
  two.state.forEach((value, at) => expect(Math.abs(value - one.state[at]!)).toBeLessThan(1e-4));
  expect(losses(2, tasks)).toEqual(two);
  expect(tf.memory().numTensors).toBe(before);
});
