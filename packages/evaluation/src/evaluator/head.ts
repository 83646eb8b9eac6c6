import { InvalidOptionError, rowsOf } from '@innerloop/core';
import type { Episode, EpisodeSize, Learner, TaskDistribution, TaskKind, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** The number of classes of an episode: 1 where its targets are not one tensor of class labels. */
const waysOf = (y: Tree, kind: TaskKind): number =>
  kind === 'classification' && y instanceof tf.Tensor ? (y.shape.at(-1) as number) : 1;

/** The size of the episodes, read from one of them: examples a class on average. */
export function sizeOf(episode: Episode<Tree>, kind: TaskKind): EpisodeSize {
  const ways = waysOf(episode.support.y, kind);
  return { ways, shots: rowsOf(episode.support.x) / ways, queries: rowsOf(episode.query.x) / ways };
}

/**
 * Checks that a learner of classes is not measured on values. One of values may be measured on classes: targets are one-hot.
 *
 * @throws InvalidOptionError if it is
 */
export function checkKind(
  learner: Pick<Learner, 'name' | 'kind'>,
  tasks: Pick<TaskDistribution, 'name' | 'kind'>,
): void {
  if (learner.kind !== 'classification' || tasks.kind !== 'regression') return;
  throw new InvalidOptionError(
    `evaluate: '${learner.name}' was built for classification, by its loss, but the tasks of '${tasks.name}' are of regression. ` +
      'Evaluate on tasks with classes, or build the learner with meanSquaredError.',
  );
}

/**
 * Checks that a learner tells as many classes apart as its tasks have, before anything fails less clearly.
 *
 * @throws InvalidOptionError if it does not
 */
export function checkHead(
  predictions: Tensor,
  targets: Tree,
  learner: Pick<Learner, 'name' | 'kind'>,
  tasks: Pick<TaskDistribution, 'name' | 'kind'>,
): void {
  if (tasks.kind !== 'classification' || !(targets instanceof tf.Tensor)) return;
  const told = predictions.shape.at(-1) as number;
  const ways = targets.shape.at(-1) as number;
  if (told === ways) return;
  if (told === 1 && ways === 2 && learner.kind === 'classification') return; // a yes or no
  throw new InvalidOptionError(
    `evaluate: '${learner.name}' was trained with a head for ${told} classes, but the tasks of '${tasks.name}' have ${ways}. ` +
      `Evaluate with ways ${told} for all tasks, or train for ${ways} ways; a learner without a head, like a prototypical network, takes any number.`,
  );
}
