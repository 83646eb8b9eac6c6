import { InvalidOptionError, observe, rowsOf } from '@innerloop/core';
import type { Batch, Context, Learner, ParamSpecs, ParamTree, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { fromPlace, lowest } from './choose.js';
import type { Candidate, Choice } from './choose.js';
import { foldsOf } from './folds.js';

export interface CrossValidatedOptions<Adapted extends Tree> {
  /** One network and its meta-parameters, adapted in different ways: other rules, rates or numbers of steps. Of equally good ones the first. */
  readonly candidates: readonly Learner<Adapted>[];
  /** Parts of the support, each held out once. Default 5; at most as many as there are examples. */
  readonly folds?: number;
}

/** What was adapted, and by which candidate. */
export type CrossValidatedAdapted<Adapted extends Tree> = Choice<Adapted>;

const formOf = (specs: ParamSpecs): string =>
  Object.entries(specs)
    .map(([name, { shape, role = 'learned' }]) => `${name} ${role} [${shape.join(', ')}]`)
    .sort()
    .join('; ');

function checked<Adapted extends Tree>(
  candidates: readonly Learner<Adapted>[],
  folds: number,
): readonly [Learner<Adapted>, ...Learner<Adapted>[]] {
  const [first, ...others] = candidates;
  if (first === undefined) throw new InvalidOptionError('crossValidated: candidates must hold at least one learner.');
  if (!Number.isInteger(folds) || folds < 2) {
    throw new InvalidOptionError(`crossValidated: folds must be an integer of at least 2, got ${folds}.`);
  }
  const at = others.findIndex(({ specs }) => formOf(specs) !== formOf(first.specs)) + 1;
  if (at === 0) return [first, ...others];
  throw new InvalidOptionError(
    `crossValidated: candidate ${at} has other meta-parameters than candidate 0, {${formOf(candidates[at]?.specs ?? {})}} and {${formOf(first.specs)}}. Candidates differ in how they adapt, not in what they start from.`,
  );
}

/** The loss of a learner on what it has not learned from, all folds together: `[T]`. Nothing is reported of it. */
function heldOutLoss<Adapted extends Tree>(
  learner: Learner<Adapted>,
  params: ParamTree,
  folds: ReturnType<typeof foldsOf>,
  context: Context,
): Tensor {
  const { value } = observe(
    (at) =>
      folds
        .map(({ learned, heldOut }) => {
          const loss = learner.objective(params, learner.adapt(params, learned, at), heldOut, at);
          return tf.mul(loss, rowsOf(heldOut.x));
        })
        .reduce((sum, loss) => tf.add(sum, loss)),
    // No derivative is taken through the choice.
    { ...context, order: 'first' },
  );
  return value;
}

/**
 * Hyper-parameters of the adaptation, chosen for each task by cross-validation on its own support.
 *
 * Every candidate adapts to the support without one of its parts and is judged on that part, part by part; the one with the lowest loss
 * adapts to the whole support. The query is never looked at, and no other task: this is a learner, so that it is evaluated, compiled and
 * used in a page like any other, with tasks that choose differently in one batch. The parts are drawn class by class; with one example a
 * class what is held out is the only one of its class, so use it from 2 shots on.
 *
 * It costs `candidates × (folds + 1)` adaptations, and predictions of all candidates, each task taking those of its own. Gradients flow through what was chosen, not through the choice.
 *
 * @throws InvalidOptionError if there is no candidate, `folds` is no integer of at least 2, or candidates differ in their meta-parameters
 */
export function crossValidated<Adapted extends Tree>(
  options: CrossValidatedOptions<Adapted>,
): Learner<CrossValidatedAdapted<Adapted>> {
  const { folds = 5 } = options;
  const candidates = checked(options.candidates, folds);
  const [first] = candidates;
  const at = (place: number): Learner<Adapted> => candidates[place] ?? first;
  return {
    name: `cross-validated(${first.name})`,
    specs: first.specs,
    ...(first.normalization === undefined ? {} : { normalization: first.normalization }),
    ...(first.kind === undefined ? {} : { kind: first.kind }),
    adapt(params: ParamTree, support: Batch, context: Context) {
      const parts = foldsOf(support, folds);
      const of = (learner: Learner<Adapted>): Candidate<Adapted> => ({
        value: learner.adapt(params, support, context),
        score: heldOutLoss(learner, params, parts, context),
      });
      const [one, ...rest] = candidates;
      return lowest([of(one), ...rest.map(of)]);
    },
    predict: (params, { value, place }, x, context) =>
      fromPlace(place, candidates.length, (i) => at(i).predict(params, value, x, context)),
    objective: (params, { value, place }, query, context) =>
      fromPlace(place, candidates.length, (i) => at(i).objective(params, value, query, context)),
  };
}
