import { initialize, leaf, mapParams, seed, sliceTasks, tidy } from '@innerloop/core';
import type { AnyLearner, Episode, Estimate, MetaGradient, ParamTree } from '@innerloop/core';
import { checkMetaGradient, expectBorrowed, expectNoLeaks, expectTreesClose, relativeError } from '@innerloop/testkit';
import type { EpisodeMaker } from '@innerloop/testkit';
import { exact, firstOrder } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** As many tasks as classes: a leaf that is broadcast where it should be aligned gives a wrong number, not an error. */
const size = { tasks: 3, shots: 2, queries: 1 };

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

/** All that a learner and an estimator must hold together, whatever the learner's rule. */
export async function checkCell(learner: AnyLearner, episodes: EpisodeMaker, smooth: boolean): Promise<void> {
  tf.engine().startScope();
  try {
    const params = initialize(learner.specs, seed(50));
    const cell: Cell = { learner, params, episode: episodes(size, seed(51)), tolerance: smooth ? 1e-5 : 1e-4 };
    for (const how of [exact(), firstOrder()]) {
      await expectPure(cell, how);
      tf.tidy(() => expectBatchIsLoop(cell, how));
    }
    tf.tidy(() => {
      const [whole, cut] = [exact(), firstOrder()].map((how) => estimateOf(cell, how, cell.episode).grads);
      const differs = relativeError(cut ?? {}, whole ?? {}) > 1e-4;
      expect(differs).toBe('innerObjective' in learner);
    });
    // A small step: clipping has kinks.
    if (smooth)
      checkMetaGradient(learner, { params, episode: cell.episode, metaGradient: exact(), directions: 1, step: 2e-3 });
  } finally {
    tf.engine().endScope();
  }
}
