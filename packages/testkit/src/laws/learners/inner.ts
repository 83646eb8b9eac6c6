import { isPerTask, mapTree } from '@innerloop/core';
import type { AnyInnerLearner, Batch, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectTreesClose, expectTreesEqual } from '../../trees/expect-trees.js';
import { relativeError } from '../../trees/relative-error.js';
import { demand } from '../law.js';
import type { Law } from '../law.js';
import { atEachSize, isInner } from './subject.js';
import type { LearnerSubject, Situation } from './subject.js';

const emptied = (batch: Batch<Tree>): Batch<Tree> =>
  mapTree(batch, (tensor) =>
    tf.slice(
      tensor,
      tensor.shape.map(() => 0),
      [tensor.shape[0], 0, ...tensor.shape.slice(2)],
    ),
  );

function namesItsLeaves(learner: AnyInnerLearner, { context }: LearnerSubject, { params, episode }: Situation): void {
  for (const [name, tensor] of Object.entries(learner.adapt(params, episode.support, context).params)) {
    const spec = learner.specs[name];
    demand(spec !== undefined, `Adapted '${name}', which is no leaf of its specs.`);
    demand(
      isPerTask(tensor, spec),
      `Adapted '${name}' has the shape [${tensor.shape.join(', ')}], expected one a task.`,
    );
  }
}

function followsItsPath(
  learner: AnyInnerLearner,
  { context, steps = 0 }: LearnerSubject,
  { params, episode }: Situation,
): void {
  const { support } = episode;
  const [first, last] = learner.trajectory(params, support, [0, steps], context);
  expectTreesEqual(first ?? {}, learner.initial(params, support, context));
  expectTreesClose(last ?? {}, learner.adapt(params, support, context));
  const alone = learner.trajectory(params, support, [steps], context);
  demand(alone.length === 1, `A trajectory of one step count has ${alone.length} points.`);
  expectTreesClose(alone[0] ?? {}, last ?? {});
}

function moves(learner: AnyInnerLearner, { context }: LearnerSubject, { params, episode }: Situation): void {
  const { support } = episode;
  const change = relativeError(
    learner.adapt(params, support, context).params,
    learner.initial(params, support, context).params,
  );
  demand(change > 1e-6, 'The adapted leaves are where they started.');
}

function predictsBefore(learner: AnyInnerLearner, { context }: LearnerSubject, { params, episode }: Situation): void {
  const { support, query } = episode;
  for (const rows of [support, emptied(support)]) {
    const { shape } = learner.predict(params, learner.initial(params, rows, context), query.x, context);
    demand(
      shape[0] === query.x.shape[0] && shape[1] === query.x.shape[1],
      `Before adaptation predictions have the shape [${shape.join(', ')}].`,
    );
  }
}

/** Laws of learners that descend an objective of the support. */
export function innerLearnerLaws(subject: LearnerSubject): readonly Law[] {
  const { learner, steps } = subject;
  if (!isInner(learner)) return [];
  const law = (
    claim: string,
    check: (learner: AnyInnerLearner, subject: LearnerSubject, situation: Situation) => void,
  ): Law => ({
    claim,
    run: () => atEachSize(subject, (situation) => check(learner, subject, situation)),
  });
  return [
    law('adapts leaves of its specs, one a task', namesItsLeaves),
    law('predicts before adaptation, with a support of no rows too', predictsBefore),
    ...(steps === undefined
      ? []
      : [law('has a trajectory from where it starts to where it adapts to', followsItsPath)]),
    ...(steps === 0 ? [] : [law('moves the leaves that it adapts', moves)]),
  ];
}
