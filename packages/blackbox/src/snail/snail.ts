import { applyPart, crossEntropy, dense, embedding, scope, under, within } from '@innerloop/core';
import type { Context, Loss, Model, ParamTree, SequenceLearner, Tensor, Tree } from '@innerloop/core';
import { labelled } from '../inputs/labelled.js';
import { snailStack } from './snail-stack.js';
import type { SnailStackOptions } from './snail-stack.js';

export interface SnailOptions extends Omit<SnailStackOptions, 'inputs'> {
  /** The embedding: its outputs `[T, N, features]` stand beside the labels. */
  readonly model: Model;
  /** Outputs of the embedding. */
  readonly features: number;
  /** Classes, or numbers to predict. */
  readonly outputs: number;
  /** Of the query. Default `crossEntropy`. */
  readonly loss?: Loss;
}

/** What the layers need of the support, and the buffers that it left. */
export type SnailAdapted = { readonly pasts: readonly Tree[]; readonly buffers: ParamTree };

/**
 * SNAIL, a simple neural attentive learner: temporal convolutions and causal attention over the support as a sequence, then the query.
 *
 * The sequence is `[f(x_1), y_1], …, [f(x_n), y_n], [f(x̂), 0]`; the prediction is a linear function of what the stack gives at its end. The
 * loss is that of the query alone. Queries are branches of one sequence: the support is read once and no query sees another, so a prediction
 * is that of the published sequence with this query. All of it is differentiated.
 *
 * Labels are counted: a network has a fixed number of classes. The order of the support matters; episodes shuffle it.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or `length` is below 2
 * @see Mishra, Rohaninejad, Chen, Abbeel 2018, "A Simple Neural Attentive Meta-Learner", arXiv:1707.03141
 */
export function snail({
  model,
  features,
  outputs,
  loss = crossEntropy,
  ...sizes
}: SnailOptions): SequenceLearner<SnailAdapted> {
  const network = embedding(model);
  const stack = snailStack({ inputs: features + outputs, ...sizes });
  const head = dense({ inputs: stack.outputs, outputs });
  const answer = (
    how: 'along' | 'after',
    params: ParamTree,
    embedded: Tensor,
    { pasts }: Pick<SnailAdapted, 'pasts'>,
    context: Context,
  ): Tensor => {
    const asked = labelled(embedded, { outputs });
    const seen = stack[how](scope(params, 'stack'), asked, pasts, within(context, 'stack'));
    return applyPart(head, 'head', params, seen, context);
  };
  const read: SequenceLearner<SnailAdapted>['adapt'] = (params, support, context) => {
    const { features: embedded, buffers } = network.support(params, support.x, context);
    const { pasts } = stack.read(scope(params, 'stack'), labelled(embedded, support.y), within(context, 'stack'));
    return { pasts, buffers };
  };

  const learner: SequenceLearner<SnailAdapted> = {
    name: 'snail',
    ordered: true,
    ...network.told,
    ...(loss.kind === undefined ? {} : { kind: loss.kind }),
    specs: { ...network.specs, ...under('stack', stack.specs), ...under('head', head.specs) },
    adapt: read,
    predict: (params, adapted, x, context) =>
      answer('after', params, network.query(params, adapted.buffers, x, context), adapted, context),
    objective: (params, adapted, query, context) => loss(learner.predict(params, adapted, query.x, context), query.y),
    presentations: (params, support, context) => {
      const { features: embedded } = network.support(params, support.x, context);
      const { pasts } = stack.read(scope(params, 'stack'), labelled(embedded, support.y), within(context, 'stack'));
      return answer('along', params, embedded, { pasts }, context);
    },
  };
  return learner;
}
