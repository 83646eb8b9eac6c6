import { InvalidOptionError, pick, scope, sequential, under, within } from '@innerloop/core';
import type { Context, InnerLearner, Model, ParamSpecs, ParamTree, Tensor, Tree } from '@innerloop/core';
import { innerLearner } from '../loop/inner-learner.js';
import type { InnerLearnerOptions, InnerLearnerParts } from '../loop/inner-learner.js';
import type { InnerTrail } from '../loop/path.js';
import { anew, learnedOf, unlearned } from './anew.js';

export interface FineTuneOptions<Y extends Tree = Tensor> extends InnerLearnerOptions<Y> {
  /** The network without its head, `[T, N, …] → [T, N, features]`: what is pretrained. */
  readonly body: Model;
  /** `[T, N, features] → [T, N, outputs]`, begun anew in every task. */
  readonly head: Model;
  /**
   * The head of pre-training, with an output for every training class: in training the learner is `classifier(body(x))` on batches of all
   * classes, and takes no inner steps. Without it the body is meta-trained through the inner loop, with a head anew.
   */
  readonly classifier?: Model;
  /** Prefixes of the leaves that a task moves, of `body/…` and `head/…`; default all learned ones. `['head/']` freezes the body. */
  readonly adapts?: readonly string[];
}

/** The leaves that a task moves, per task, and the buffers that go with them. */
export type FineTuneAdapted = InnerTrail;

type Part = 'body' | 'head' | 'classifier';
type Pass = InnerLearnerParts['apply'];

const passOf =
  (part: Part, model: Model): Pass =>
  (params, x, context) =>
    model.apply(scope(params, `model/${part}`), x, within(within(context, 'model'), part));

function movedOf(all: ParamSpecs, adapts: readonly string[] | undefined): ParamSpecs {
  const lost = adapts?.find((prefix) => !Object.keys(all).some((name) => name.startsWith(prefix)));
  if (lost !== undefined) {
    throw new InvalidOptionError(
      `fineTune: adapts names '${lost}', but no learned leaf begins so. There are: ${Object.keys(all).join(', ')}.`,
    );
  }
  return pick(all, (name) => adapts?.some((prefix) => name.startsWith(prefix)) ?? true);
}

/** In training with a classifier all examples are learned from, so that running statistics are of them. */
function pretraining(classifier: Model | undefined): (context: Context) => Context | undefined {
  return (context) =>
    classifier !== undefined && context.mode === 'train' ? { ...context, pass: 'support' } : undefined;
}

/**
 * Fine-tuning of a pretrained network: what came before meta-learning, and under a shift of domain is hard to beat.
 *
 * In training, with a `classifier`: its loss on batches of all training classes (`pretraining(source)` of @innerloop/data makes them). In
 * testing: a new head on the body, `h_0 ~ head's initializers` in every task, then `rule` steps on the support, of the head alone
 * (`adapts: ['head/']`, the body then sees the support once) or of the body too, with rates and an order of unfreezing that are the rule's
 * business. The Baseline of Chen et al. has a `dense` head and classifier, Baseline++ has `cosineHead`s.
 *
 * The head is no meta-parameter: each task draws its own from its own stream of the context's key. Gradients flow through all.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0, there are training steps beside a classifier, or `adapts`
 *   names no learned leaf
 * @see Chen et al. 2019, "A Closer Look at Few-shot Classification", arXiv:1904.04232; methods/baselinefinetune.py of the authors' code
 */
export function fineTune<Y extends Tree = Tensor>(options: FineTuneOptions<Y>): InnerLearner<FineTuneAdapted, Y> {
  const { body, head, classifier, adapts, steps = classifier === undefined ? 1 : 0 } = options;
  if (classifier !== undefined && steps > 0) {
    throw new InvalidOptionError(
      `fineTune: a classifier is trained without inner steps, but steps is ${steps}. Leave steps out, and say in testSteps how long a task is fine-tuned.`,
    );
  }
  const { specs, normalization } = sequential({ body, head });
  const moved = movedOf(learnedOf(specs), adapts);
  const fresh = under('model/head', learnedOf(head.specs));
  const asTraining = pretraining(classifier);
  const [before, after] = [passOf('body', body), passOf('head', head)];
  const trained = classifier === undefined ? after : passOf('classifier', classifier);
  const below: Pass = (params, x, context) => before(params, x, asTraining(context) ?? context);
  const above: Pass = (params, x, context) => (asTraining(context) === undefined ? after : trained)(params, x, context);
  const split = !Object.keys(moved).some((name) => name.startsWith('body/'));
  return innerLearner<Y>(
    {
      name: 'fine-tune',
      specs: {
        ...under('model/body', body.specs),
        ...under('model/head', unlearned(head.specs)),
        ...under('model/classifier', classifier?.specs ?? {}),
      },
      moved: under('model', moved),
      begin: anew(pick(fresh, (name) => name in under('model', moved))),
      normalization,
      ...(split ? { encode: below } : {}),
      apply: split
        ? above
        : (params: ParamTree, x: Tensor, context: Context) => above(params, below(params, x, context), context),
    },
    { ...options, steps },
  );
}
