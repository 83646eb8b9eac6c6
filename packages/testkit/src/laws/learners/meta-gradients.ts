import { mapParams, mapTree, seed, sliceTasks } from '@innerloop/core';
import type { Episode, Estimate, Key, ParamTree, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkMetaGradient } from '../../gradients/check-meta-gradient.js';
import { referenceMetaGradient } from '../../reference/meta-gradient.js';
import { relativeError } from '../../trees/relative-error.js';
import { demand } from '../law.js';
import type { Law } from '../law.js';
import { atEachSize, situationOf, smallShape } from './subject.js';
import type { LearnerSubject, Situation } from './subject.js';

const key = seed(25);

function estimateOf(
  { learner, metaGradient }: LearnerSubject,
  params: ParamTree,
  episode: Episode<Tree>,
  from: Key = key,
): Estimate {
  return metaGradient.estimate({ learner, params, episode, key: from });
}

function near(actual: Estimate, expected: Estimate, tolerance: number): void {
  const distance = relativeError(
    { loss: actual.loss, grads: actual.grads },
    { loss: expected.loss, grads: expected.grads },
  );
  demand(
    distance <= tolerance,
    `The meta-gradients differ by ${distance.toExponential(2)} of their size, expected at most ${tolerance}.`,
  );
}

/** The estimate of all tasks is the mean of those of each. */
function isLinearInTasks(subject: LearnerSubject, { params, episode, shape: { tasks } }: Situation): void {
  const each = [...Array(tasks).keys()].map((task) =>
    estimateOf(subject, params, sliceTasks(episode, task, 1), key.from(task)),
  );
  const mean = (trees: readonly ParamTree[]): ParamTree =>
    mapParams(trees[0] ?? {}, (_, name) => tf.mean(tf.stack(trees.map((tree) => tree[name] as tf.Tensor)), 0));
  const { loss, ...grads } = mean(each.map((one) => ({ ...one.grads, loss: one.loss })));
  near(estimateOf(subject, params, episode), { loss: loss as tf.Tensor, grads, reported: {} }, subject.tolerance);
}

function ignoresTaskOrder(subject: LearnerSubject, { params, episode }: Situation): void {
  const reversed = mapTree(episode, (tensor) => tf.reverse(tensor, 0));
  near(estimateOf(subject, params, reversed), estimateOf(subject, params, episode), subject.tolerance);
}

function agreesWithDifferences(subject: LearnerSubject): void {
  const { learner, metaGradient, gradientTolerance } = subject;
  tf.tidy(() => {
    const { params, episode } = situationOf(subject, smallShape);
    checkMetaGradient(learner, { episode, metaGradient, params, key, tolerance: gradientTolerance });
  });
}

function ordersDiffer(subject: LearnerSubject): void {
  const { learner, firstOrder, tolerance } = subject;
  tf.tidy(() => {
    const { params, episode } = situationOf(subject, smallShape);
    const [exact, first] = (['exact', 'first'] as const).map(
      (order) => referenceMetaGradient(order).estimate({ learner, params, episode, key }).grads,
    );
    const change = relativeError(first ?? {}, exact ?? {});
    const differs = change > 10 * tolerance;
    demand(
      differs === (firstOrder === 'differs'),
      `Cutting the inner gradients changes the meta-gradient by ${change.toExponential(2)} of its size.`,
    );
  });
}

/** Whether adaptations draw numbers, so that a task's place matters. */
const draws = ({ learner, context }: LearnerSubject, { params, episode }: Situation): boolean => {
  const objective = (from: Key): tf.Tensor => {
    const adapted = learner.adapt(params, episode.support, { ...context, key: from });
    return learner.objective(params, adapted, episode.query, { ...context, key: from });
  };
  return relativeError(objective(context.key), objective(context.key.fold('other'))) > 0;
};

/** Laws of the meta-gradient: of the mean over tasks of the objective, through the adaptation. */
export function metaGradientLaws(subject: LearnerSubject): readonly Law[] {
  const order = subject.firstOrder === 'differs' ? 'differs from the first-order one' : 'equals the first-order one';
  return [
    {
      claim: 'has a meta-gradient that is the mean of those of its tasks',
      run: () => atEachSize(subject, (at) => isLinearInTasks(subject, at)),
    },
    {
      claim: 'has a meta-gradient that does not mind the order of the tasks, unless it draws numbers for each',
      run: () => atEachSize(subject, (at) => (draws(subject, at) ? undefined : ignoresTaskOrder(subject, at))),
    },
    ...(subject.smooth
      ? [
          {
            claim: 'has a meta-gradient that equals finite differences of the whole objective',
            run: () => agreesWithDifferences(subject),
          },
        ]
      : []),
    { claim: `has an exact meta-gradient that ${order}`, run: () => ordersDiffer(subject) },
  ];
}
