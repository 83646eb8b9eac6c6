import { gatherRows, mapTree, rowsOf } from '@innerloop/core';
import type { Batch, Context, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectTreesClose } from '../../trees/expect-trees.js';
import { relativeError } from '../../trees/relative-error.js';
import { demand, when } from '../law.js';
import type { Law } from '../law.js';
import { atEachSize } from './subject.js';
import type { LearnerSubject, Situation } from './subject.js';

const reversed = (length: number): Tensor => tf.tensor1d([...Array(length).keys()].reverse(), 'int32');
const single = (row: number): Tensor => tf.tensor1d([row], 'int32');

function ignoresSupportOrder({ learner, context, tolerance }: LearnerSubject, { params, episode }: Situation): void {
  const { support, query } = episode;
  const predict = (given: Batch<Tree>): Tensor =>
    learner.predict(params, learner.adapt(params, given, context), query.x, context);
  expectTreesClose(predict(gatherRows(support, reversed(rowsOf(support.x)))), predict(support), {
    tolerance: 10 * tolerance,
    absolute: 1e-6,
  });
}

function mindsSupportOrder({ learner, context }: LearnerSubject, { params, episode }: Situation): void {
  const { support, query } = episode;
  const predict = (given: Batch<Tree>): Tensor =>
    learner.predict(params, learner.adapt(params, given, context), query.x, context);
  const change = relativeError(predict(gatherRows(support, reversed(rowsOf(support.x)))), predict(support));
  demand(
    change > 1e-4,
    `Says that it minds the order of the support (ordered), but its reverse gives the same predictions (relative distance ${change}).`,
  );
}

/** Predictions of the query's first row, alone and among the others. */
function firstRow(
  { learner, context }: LearnerSubject,
  { params, episode }: Situation,
): { readonly alone: Tensor; readonly among: Tensor } {
  const adapted = learner.adapt(params, episode.support, context);
  const predict = (x: Tensor): Tensor => learner.predict(params, adapted, x, context);
  return {
    alone: predict(tf.gather(episode.query.x, single(0), 1)),
    among: tf.gather(predict(episode.query.x), single(0), 1),
  };
}

function predictsEachAlone(subject: LearnerSubject, situation: Situation): void {
  const { alone, among } = firstRow(subject, situation);
  expectTreesClose(alone, among, { tolerance: 10 * subject.tolerance, absolute: 1e-6 });
}

function predictsTogether(subject: LearnerSubject, situation: Situation): void {
  const { alone, among } = firstRow(subject, situation);
  const change = relativeError(alone, among);
  demand(
    change > 1e-4,
    `Declared transductive, but a query's first prediction is the same without the others (relative distance ${change}).`,
  );
}

/** Where a context asks for it, a prediction is a function of the support and of one example, whatever normalises in the model. */
function answersEachAlone({ learner, tolerance, ...subject }: LearnerSubject, { params, episode }: Situation): void {
  const context: Context = { ...subject.context, mode: 'test', inductive: true };
  const adapted = learner.adapt(params, episode.support, context);
  const { x } = episode.query;
  const rows = [...Array(rowsOf(x)).keys()];
  const each = rows.map((row) => learner.predict(params, adapted, tf.gather(x, single(row), 1), context));
  when('in an inductive context, alone against among the others', () =>
    expectTreesClose(tf.concat(each, 1), learner.predict(params, adapted, x, context), {
      tolerance: 10 * tolerance,
      absolute: 1e-6,
    }),
  );
}

/** What each example adds to the objective must not hang on the others' labels: a query that is learned from shows here. */
function judgesEachAlone({ learner, context, tolerance }: LearnerSubject, { params, episode }: Situation): void {
  const adapted = learner.adapt(params, episode.support, context);
  const judge = (query: Batch<Tree>): Tensor => learner.objective(params, adapted, query, context);
  const each = [...Array(rowsOf(episode.query.x)).keys()].map((row) => judge(gatherRows(episode.query, single(row))));
  expectTreesClose(judge(episode.query), tf.mean(tf.stack(each), 0), { tolerance: 10 * tolerance, absolute: 1e-6 });
}

function relabels({ learner, context, tolerance }: LearnerSubject, { params, episode }: Situation): void {
  const swap = (tensor: Tensor): Tensor => tf.reverse(tensor, -1);
  const { support, query } = episode;
  const predict = (y: Tree): Tensor =>
    learner.predict(params, learner.adapt(params, { x: support.x, y }, context), query.x, context);
  expectTreesClose(predict(mapTree(support.y, swap)), swap(predict(support.y)), {
    tolerance: 10 * tolerance,
    absolute: 1e-6,
  });
}

/** Laws of examples: what may depend on which. */
export function learnerExampleLaws(subject: LearnerSubject): readonly Law[] {
  const law = (
    holds: boolean,
    claim: string,
    check: (subject: LearnerSubject, situation: Situation) => void,
  ): readonly Law[] =>
    holds ? [{ claim, run: () => atEachSize(subject, (situation) => check(subject, situation)) }] : [];
  return [
    ...law(!subject.ordered, 'does not mind the order of the support', ignoresSupportOrder),
    ...law(subject.learner.ordered === true, 'minds the order of the support, as it says', mindsSupportOrder),
    ...law(!subject.transductive, 'predicts an example of the query alone as among others', predictsEachAlone),
    ...law(subject.transductive, 'predicts an example of the query by the others too, as declared', predictsTogether),
    ...law(true, 'answers each example of the query alone where the context is inductive', answersEachAlone),
    ...law(subject.separable, 'judges the query as the mean of its examples, so none is learned from', judgesEachAlone),
    ...law(subject.relabels, 'permutes its predictions when the classes are permuted', relabels),
  ];
}
