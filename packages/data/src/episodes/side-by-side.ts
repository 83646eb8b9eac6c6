import { disposeTree, InvalidOptionError, leavesOf, zipTree } from '@innerloop/core';
import type { Episode, EpisodeNames, SampleRequest, TaskDistribution, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Batches whose first half is of one distribution and whose second half is of another, as `halves` of @innerloop/outer takes them.
 * `classHalves` makes the two of the training classes of one data set. Whether the two share classes is the caller's to decide: nothing
 * here can tell. Of an odd number of tasks the first has one more.
 *
 * Task t of a batch is drawn from `seed.task(t)`, whichever distribution draws it. Which one does depends on the place in the batch, so a
 * batch does not equal its tasks one by one.
 *
 * @throws InvalidOptionError if the two are of different kinds; when sampling, if their tasks have different shapes
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
    ...(first.names && second.names ? { names: (request) => namesOf(first, second, request) } : {}),
    sample: async (request) => {
      const [front, back] = parted(request);
      const one = await first.sample({ ...request, ...front });
      if (back === undefined) return one;
      const other = await second.sample({ ...request, ...back }).catch((error: unknown) => {
        disposeTree(one);
        throw error;
      });
      try {
        requireSameShapes(one, other);
        return zipTree(one, other, (a, b) => tf.concat([a, b]));
      } finally {
        disposeTree([one, other]);
      }
    },
  };
}

type Part = Pick<SampleRequest, 'seed' | 'tasks'>;

/** What each of the two is asked for; the second for nothing where there is one task. */
function parted({ seed, tasks }: Part): readonly [Part, Part?] {
  const front = Math.ceil(tasks / 2);
  return tasks === front
    ? [{ seed, tasks }]
    : [
        { seed, tasks: front },
        { seed: seed.from(front), tasks: tasks - front },
      ];
}

function namesOf<Y extends Tree>(
  first: TaskDistribution<Y>,
  second: TaskDistribution<Y>,
  request: Part,
): readonly EpisodeNames[] {
  const [front, back] = parted(request);
  return [...(first.names?.(front) ?? []), ...(back === undefined ? [] : (second.names?.(back) ?? []))];
}

function requireSameShapes(one: Episode<Tree>, other: Episode<Tree>): void {
  const [first, second] = [one, other].map((episode) =>
    leavesOf(episode)
      .map(({ shape }) => `[${['T', ...shape.slice(1)].join(', ')}]`)
      .join(' '),
  );
  if (first === second) return;
  throw new InvalidOptionError(
    `sideBySide: expected tasks of the same shapes, got ${first} and ${second}. Give both the same ways, shots and queries, and one number of ways: a range is drawn for each half by itself.`,
  );
}
