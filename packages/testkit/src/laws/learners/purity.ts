import { seed, tidy } from '@innerloop/core';
import type { Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectBorrowed } from '../../memory/borrowed.js';
import { expectNoLeaks } from '../../memory/leaks.js';
import { expectTreesEqual } from '../../trees/expect-trees.js';
import { relativeError } from '../../trees/relative-error.js';
import { demand } from '../law.js';
import type { Law } from '../law.js';
import { situationOf, smallShape } from './subject.js';
import type { LearnerSubject, Situation } from './subject.js';

const situation = (subject: LearnerSubject): Situation => situationOf(subject, smallShape);

function borrows(subject: LearnerSubject): void {
  const { learner, context } = subject;
  tf.tidy(() => {
    const { params, episode } = situation(subject);
    const adapted = expectBorrowed({ params, episode }, () => learner.adapt(params, episode.support, context));
    expectBorrowed({ params, adapted, episode }, () => learner.predict(params, adapted, episode.query.x, context));
    expectBorrowed({ params, adapted, episode }, () => learner.objective(params, adapted, episode.query, context));
  });
}

/** Between the two adaptations the learner meets other tasks and the query: none of it may be remembered. */
function adaptsAgain(subject: LearnerSubject): void {
  const { learner, context, episodes } = subject;
  tf.tidy(() => {
    const { params, episode } = situation(subject);
    const first = learner.adapt(params, episode.support, context);
    const predicted = learner.predict(params, first, episode.query.x, context);
    learner.objective(params, first, episode.query, context);
    const other = episodes(smallShape, seed(24));
    learner.objective(params, learner.adapt(params, other.support, context), other.query, context);
    const second = learner.adapt(params, episode.support, context);
    expectTreesEqual(second, first);
    expectTreesEqual(learner.predict(params, second, episode.query.x, context), predicted);
  });
}

function learnsFromTheSupport(subject: LearnerSubject): void {
  const { learner, context, episodes } = subject;
  tf.tidy(() => {
    const { params, episode } = situation(subject);
    const predict = (support: typeof episode.support): Tensor =>
      learner.predict(params, learner.adapt(params, support, context), episode.query.x, context);
    const change = relativeError(predict(episodes(smallShape, seed(24)).support), predict(episode.support));
    demand(
      change > 1e-4,
      `Two different supports give the same predictions (relative distance ${change}): nothing is adapted.`,
    );
  });
}

async function leavesNothing(subject: LearnerSubject): Promise<void> {
  const { learner, context } = subject;
  tf.engine().startScope();
  try {
    const { params, episode } = situation(subject);
    const adapt = (): Tree => learner.adapt(params, episode.support, context);
    await expectNoLeaks(() => tidy(adapt));
    const adapted = adapt();
    await expectNoLeaks(() => tidy(() => learner.predict(params, adapted, episode.query.x, context)));
    await expectNoLeaks(() => tidy(() => learner.objective(params, adapted, episode.query, context)));
  } finally {
    tf.engine().endScope();
  }
}

function reportsBuffers(subject: LearnerSubject): void {
  const { learner, context } = subject;
  tf.tidy(() => {
    const { params, episode } = situation(subject);
    const report = (name: string, value: Tensor): void => {
      const spec = learner.specs[name];
      const lead = value.shape.length - (spec?.shape.length ?? 0);
      const fits =
        spec !== undefined &&
        (spec.role ?? 'learned') !== 'learned' &&
        lead <= 1 &&
        value.shape.slice(lead).join() === spec.shape.join();
      demand(
        fits,
        `Reported '${name}' of shape [${value.shape.join(', ')}], which is no running or fixed leaf of its specs in that shape.`,
      );
    };
    const adapted = learner.adapt(params, episode.support, { ...context, report });
    learner.objective(params, adapted, episode.query, { ...context, report });
  });
}

/** Laws of purity: an adaptation is a function of meta-parameters, support and key. */
export const learnerPurityLaws = (subject: LearnerSubject): readonly Law[] => [
  { claim: 'leaves meta-parameters and examples as they are, bit for bit', run: () => borrows(subject) },
  {
    claim: 'adapts to the same support twice to the same bits, whatever it met between',
    run: () => adaptsAgain(subject),
  },
  { claim: 'predicts differently after another support', run: () => learnsFromTheSupport(subject) },
  { claim: 'reports only buffers of its specs, in their shapes', run: () => reportsBuffers(subject) },
  { claim: 'leaves no tensor behind', run: () => leavesNothing(subject) },
];
