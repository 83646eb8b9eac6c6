import { InvalidOptionError, pick, sequential, under } from '@innerloop/core';
import type { Context, Model, ParamSpecs, ParamTree, ResumableLearner, Tensor, Tree } from '@innerloop/core';
import { innerLearner } from '../loop/inner-learner.js';
import type { InnerLearnerOptions } from '../loop/inner-learner.js';
import type { InnerTrail } from '../loop/path.js';
import { anew, learnedOf, unlearned } from './anew.js';
import { passThrough } from './body-and-head.js';
import type { BodyAndHead } from './body-and-head.js';

/** The body is what is pretrained; the head begins anew in every task. */
export interface FineTuneOptions<Y extends Tree = Tensor> extends InnerLearnerOptions<Y>, BodyAndHead {
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

function movedOf(all: ParamSpecs, adapts: readonly string[] | undefined): ParamSpecs {
  const lost = adapts?.find((prefix) => !Object.keys(all).some((name) => name.startsWith(prefix)));
  if (lost !== undefined) {
    throw new InvalidOptionError(
      `fineTune: adapts names '${lost}', but no learned leaf begins so. There are: ${Object.keys(all).join(', ')}.`,
    );
  }
  return pick(all, (name) => adapts?.some((prefix) => name.startsWith(prefix)) ?? true);
}

type Pass = (params: ParamTree, x: Tensor, context: Context) => Tensor;

/** The network's two parts, with the classifier in place of the head while it is pretrained. */
function passesOf({
  body,
  head,
  classifier,
}: BodyAndHead & { readonly classifier: Model | undefined }): readonly [Pass, Pass] {
  const [before, after] = [passThrough('body', { body }), passThrough('head', { head })];
  if (classifier === undefined) return [before, after];
  const trained = passThrough('classifier', { classifier });
  // In pre-training all examples are learned from: running statistics are of them.
  const learning = (context: Context): Context =>
    context.mode === 'train' ? { ...context, pass: 'support' } : context;
  return [
    (params, x, context) => before(params, x, learning(context)),
    (params, x, context) => (context.mode === 'train' ? trained : after)(params, x, learning(context)),
  ];
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
export function fineTune<Y extends Tree = Tensor>(options: FineTuneOptions<Y>): ResumableLearner<FineTuneAdapted, Y> {
  const { body, head, classifier, adapts, steps = classifier === undefined ? 1 : 0 } = options;
  if (classifier !== undefined && steps > 0) {
    throw new InvalidOptionError(
      `fineTune: a classifier is trained without inner steps, but steps is ${steps}. Leave steps out, and say in testSteps how long a task is fine-tuned.`,
    );
  }
  const { specs, normalization } = sequential({ body, head });
  const own = movedOf(learnedOf(specs), adapts);
  const moved = under('model', own);
  const fresh = pick(moved, (name) => name.startsWith('model/head/'));
  const [before, after] = passesOf({ body, head, classifier });
  const whole: Pass = (params, x, context) => after(params, before(params, x, context), context);
  const frozen = !Object.keys(own).some((name) => name.startsWith('body/'));
  return innerLearner<Y>(
    {
      name: 'fine-tune',
      specs: {
        ...under('model/body', body.specs),
        ...under('model/head', unlearned(head.specs)),
        ...under('model/classifier', classifier?.specs ?? {}),
      },
      moved,
      begin: anew(fresh),
      normalization,
      ...(frozen ? { encode: before, apply: after } : { apply: whole }),
    },
    { ...options, steps },
  );
}
