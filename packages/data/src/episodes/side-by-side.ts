import { disposeTree, InvalidOptionError, zipTree } from '@innerloop/core';
import type { TaskDistribution, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Batches whose first half is of one distribution and whose second half is of another, as `halves` of @innerloop/outer takes them: the two
 * halves of a data set's training classes, for instance. Whether the two share classes is the caller's to decide: nothing here can tell. Task t of a batch is drawn from `seed.task(t)`, whichever distribution draws it.
 *
 * @throws InvalidOptionError if the two are of different kinds; when sampling, if the number of tasks is odd
 */
export function sideBySide<Y extends Tree>(
  first: TaskDistribution<Y>,
  second: TaskDistribution<Y>,
): TaskDistribution<Y> {
  if (first.kind !== second.kind) {
    throw new InvalidOptionError(
      `sideBySide: '${first.name}' is of ${first.kind} and '${second.name}' of ${second.kind}. Pass two of one kind.`,
    );
  }
  return {
    name: `${first.name} | ${second.name}`,
    kind: first.kind,
    ...(first.onPolicy === true || second.onPolicy === true ? { onPolicy: true } : {}),
    sample: async ({ seed, tasks, params }) => {
      if (tasks % 2 !== 0) {
        throw new InvalidOptionError(
          `sideBySide: expected an even number of tasks, got ${tasks}. Let 2 divide the meta-batch.`,
        );
      }
      const half = tasks / 2;
      const one = await first.sample({ seed, tasks: half, params });
      const other = await second.sample({ seed: seed.from(half), tasks: half, params }).catch((error: unknown) => {
        disposeTree(one);
        throw error;
      });
      const joined = zipTree(one, other, (a, b) => tf.concat([a, b]));
      disposeTree([one, other]);
      return joined;
    },
  };
}
