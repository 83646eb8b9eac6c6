import { initialize, pick, scope, seed } from '@innerloop/core';
import type { Episode, InnerLearner, ParamTree, UpdateRule } from '@innerloop/core';
import {
  referenceLearner,
  referenceMetaGradient,
  referenceModel,
  regressionEpisodes,
  taskSizes,
} from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { context } from './follow.js';

const model = referenceModel({ inputs: 2, hidden: 3, outputs: 2 });
const episodes = regressionEpisodes({ inputs: 2, outputs: 2 });

/** MAML on a network with leaves `hidden/…` and `head/…`. */
export const learnerOf = (rule: UpdateRule, steps: number): InnerLearner => referenceLearner({ model, rule, steps });

export const episodeOf = (tasks: number, rows: number): Episode =>
  episodes({ tasks, shots: rows, queries: rows }, seed(3));

/** What a learner makes of the same values: those of its leaves that are given, and first ones of the others. */
export function outcomeOf(
  learner: InnerLearner,
  episode: Episode,
  given: ParamTree = {},
): { readonly adapted: ParamTree; readonly grads: ParamTree } {
  const params = { ...initialize(learner.specs, seed(2)), ...pick(given, (name) => name in learner.specs) };
  const adapted = learner.adapt(params, episode.support, context).params;
  return { adapted, grads: referenceMetaGradient().estimate({ learner, params, episode, key: seed(4) }).grads };
}

/** The gradient by the initialisation. */
export const byStart = ({ grads }: { readonly grads: ParamTree }): ParamTree => scope(grads, 'model');

/** Ranges over numbers of tasks and rows, rates and numbers of steps. */
export function overTasks(
  check: (at: { readonly episode: Episode; readonly rate: number; readonly steps: number }) => void,
): void {
  const rates = fc.double({ min: 1e-3, max: 0.1, noNaN: true });
  fc.assert(
    fc.property(taskSizes(), rates, fc.integer({ min: 1, max: 3 }), ({ tasks, rows }, rate, steps) =>
      tf.tidy(() => check({ episode: episodeOf(tasks, rows), rate, steps })),
    ),
    { numRuns: 10 },
  );
}
