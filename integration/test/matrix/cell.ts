import { initialize, leaf, mapParams, seed, sliceTasks, tidy } from '@innerloop/core';
import type { AnyLearner, Episode, Estimate, MetaGradient, ParamTree } from '@innerloop/core';
import { checkMetaGradient, expectBorrowed, expectNoLeaks, expectTreesClose, relativeError } from '@innerloop/testkit';
import { exact, firstOrder } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Case } from './cases.js';

/** As many tasks as classes. */
export const size = { tasks: 3, shots: 2, queries: 1 };

interface Cell {
  readonly learner: AnyLearner;
  readonly params: ParamTree;
  readonly episode: Episode;
  /** Of sums in another order. */
  readonly tolerance: number;
}

function estimateOf({ learner, params }: Cell, how: MetaGradient, episode: Episode, first = 0): Estimate {
  return how.estimate({ learner, params, episode, key: seed(52).from(first) });
}

/** The meta-gradient of all tasks at once is the mean of those of each task by itself. */
function expectBatchIsLoop(cell: Cell, how: MetaGradient): void {
  const alone = Array.from({ length: size.tasks }, (_, task) =>
    estimateOf(cell, how, sliceTasks(cell.episode, task, 1), task),
  );
  const { loss, grads } = estimateOf(cell, how, cell.episode);
  const mean = mapParams(grads, (_, name) => tf.mean(tf.stack(alone.map((one) => leaf(one.grads, name))), 0));
  expectTreesClose({ loss, ...grads }, { loss: tf.mean(tf.stack(alone.map((one) => one.loss))), ...mean }, cell);
}

/** Estimating leaves meta-parameters and examples as they are, bit for bit, and no tensor behind. */
async function expectPure(cell: Cell, how: MetaGradient): Promise<void> {
  const { params, episode } = cell;
  await expectNoLeaks(() => expectBorrowed({ params, episode }, () => tidy(() => estimateOf(cell, how, episode))));
}

function expectFinite({ loss, grads }: Estimate): void {
  for (const [name, tensor] of Object.entries({ loss, ...grads })) {
    expect(tensor.dataSync().every(Number.isFinite), `${name} is finite`).toBe(true);
  }
}

/** Where it is a case of its own, cutting the inner gradients must change the meta-gradient, and where there are none it must not. */
function expectOrders(cell: Cell, stops: boolean): void {
  const [whole, cut] = [exact(), firstOrder()].map((how) => estimateOf(cell, how, cell.episode)) as [
    Estimate,
    Estimate,
  ];
  expectFinite(whole);
  expectFinite(cut);
  if (stops) return;
  expect(relativeError(cut.grads, whole.grads) > 1e-4).toBe('innerObjective' in cell.learner);
}

/** The parameters and the episode that a case is tried on, of so many tasks; the caller is in a scope. */
export function cellOf({ make, world }: Case, tasks = size.tasks): Cell {
  const learner = make();
  const params = initialize(learner.specs, seed(50));
  return { learner, params, episode: world.episodes({ ...size, tasks }, seed(51)), tolerance: world.tolerance };
}

/** All that a learner and an estimator must hold together, whatever the learner's rule; finite differences are what takes long. */
export async function checkCell(one: Case, differences = true): Promise<void> {
  tf.engine().startScope();
  try {
    const cell = cellOf(one);
    for (const how of [exact(), firstOrder()]) {
      await expectPure(cell, how);
      tf.tidy(() => expectBatchIsLoop(cell, how));
    }
    tf.tidy(() => expectOrders(cell, one.stops !== undefined));
    if (differences && one.stops === undefined) {
      const { learner, params, episode } = cell;
      const { step } = one.world;
      checkMetaGradient(learner, { params, episode, metaGradient: exact(), directions: 1, step });
    }
  } finally {
    tf.engine().endScope();
  }
}
