import { register } from '../law.js';
import type { Law } from '../law.js';
import { specsLaw } from '../specs.js';
import { learnerExampleLaws } from './examples.js';
import { innerLearnerLaws } from './inner.js';
import { metaGradientLaws } from './meta-gradients.js';
import { learnerPurityLaws } from './purity.js';
import { sequenceLearnerLaws } from './sequences.js';
import { learnerSubject } from './subject.js';
import type { LearnerLawsOptions } from './subject.js';
import { learnerTaskAxisLaws } from './task-axis.js';

/** The laws of a `Learner`, each a claim and its check: what `learnerLaws` registers. */
export function learnerChecks(options: LearnerLawsOptions): readonly Law[] {
  const subject = learnerSubject(options);
  return [
    specsLaw(() => options.learner.specs),
    ...learnerTaskAxisLaws(subject),
    ...learnerPurityLaws(subject),
    ...learnerExampleLaws(subject),
    ...innerLearnerLaws(subject),
    ...sequenceLearnerLaws(subject),
    ...metaGradientLaws(subject),
  ];
}

/**
 * Registers the laws of a `Learner` as tests: adaptation is pure and depends on the support alone; a batch of tasks equals their loop;
 * the meta-gradient is right, the mean of its tasks'; an inner learner has a trajectory. An engine must run: `beforeAll(() => useBackend('cpu'))`.
 *
 * @param options.episodes  `regressionEpisodes(…)`, `classificationEpisodes(…)`, or a maker of its own
 * @param options.steps     inner steps in training: for learners with a trajectory
 */
export function learnerLaws(name: string, options: LearnerLawsOptions): void {
  register(`${name} is a learner: it`, learnerChecks(options));
}
