import { isSequenceLearner, mapTree, rowsOf } from '@innerloop/core';
import type { AnySequenceLearner, Batch, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectTreesClose, expectTreesEqual } from '../../trees/expect-trees.js';
import { demand, when } from '../law.js';
import type { Law } from '../law.js';
import { atEachSize } from './subject.js';
import type { LearnerSubject, Situation } from './subject.js';

/** Rows `start` … `start + count − 1` of every tensor. */
const rows = <A extends Tree>(tree: A, start: number, count: number): A =>
  mapTree(tree, (tensor) =>
    tf.slice(
      tensor,
      [0, start, ...tensor.shape.slice(2).map(() => 0)],
      [tensor.shape[0], count, ...tensor.shape.slice(2)],
    ),
  );

type Check = (learner: AnySequenceLearner, subject: LearnerSubject, situation: Situation) => void;

/** Another value in every place of some rows. */
const spoiled = (tensor: Tensor): Tensor => tf.sub(0.7, tensor);

function answersAsAdapted(
  learner: AnySequenceLearner,
  { context, tolerance }: LearnerSubject,
  { params, episode }: Situation,
): void {
  const { support } = episode;
  const all = learner.presentations(params, support, context);
  for (let place = 0; place < rowsOf(support.x); place++) {
    const adapted = learner.adapt(params, rows(support, 0, place), context);
    const alone = learner.predict(params, adapted, rows(support.x, place, 1), context);
    when(`at example ${place} of the support`, () =>
      expectTreesClose(rows(all, place, 1), alone, { tolerance: 10 * tolerance, absolute: 1e-6 }),
    );
  }
}

function looksAtNothingLater(
  learner: AnySequenceLearner,
  { context }: LearnerSubject,
  { params, episode }: Situation,
): void {
  const { x, y } = episode.support;
  const count = rowsOf(x);
  const all = learner.presentations(params, episode.support, context);
  demand(
    all.shape[0] === x.shape[0] && all.shape[1] === count,
    `Presentations have the shape [${all.shape.join(', ')}], expected [${x.shape[0]}, ${count}, …].`,
  );
  for (let place = 0; place < count; place++) {
    const later: Batch<Tree> = {
      x: tf.concat([rows(x, 0, place + 1), spoiled(rows(x, place + 1, count - place - 1))], 1),
      y: mapTree(y, (each) => tf.concat([rows(each, 0, place), spoiled(rows(each, place, count - place))], 1)),
    };
    when(`at example ${place}, with its target and all later examples changed`, () =>
      expectTreesEqual(rows(learner.presentations(params, later, context), 0, place + 1), rows(all, 0, place + 1)),
    );
  }
}

/** Laws of learners that answer at each presentation of their support; statistics of a batch see the whole support, so none of transductive ones. */
export function sequenceLearnerLaws(subject: LearnerSubject): readonly Law[] {
  const { learner } = subject;
  if (!isSequenceLearner(learner) || subject.transductive) return [];
  const law = (claim: string, check: Check): Law => ({
    claim,
    run: () => atEachSize(subject, (situation) => check(learner, subject, situation)),
  });
  return [
    law('answers each example of the support as after the examples before it', answersAsAdapted),
    law('looks at no target of an example, and at no later example, before it answers', looksAtNothingLater),
  ];
}
