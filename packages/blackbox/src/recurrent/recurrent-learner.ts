import {
  applyPart,
  crossEntropy,
  dense,
  embedding,
  flatten,
  InvalidOptionError,
  rowsOf,
  scope,
  tasksOf,
  under,
  within,
} from '@innerloop/core';
import type { Context, Loss, Model, ParamTree, SequenceLearner, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { labelled } from '../inputs/labelled.js';
import { besides, branched, readSequence } from './read-sequence.js';
import type { ReadSequence } from './read-sequence.js';
import type { RecurrentCell } from './recurrent-cell.js';

/** When a label is told: one example late, or with its example. */
export type LabelProtocol = 'offset' | 'paired';

export interface RecurrentLearnerOptions<State extends Tree> {
  /** What errors and results call it. */
  readonly name: string;
  /** Takes `features + outputs` numbers an example. */
  readonly cell: RecurrentCell<State>;
  /** Outputs of the embedding. */
  readonly features: number;
  /** Classes, or numbers to predict. */
  readonly outputs: number;
  /** The embedding: its outputs `[T, N, features]` stand beside the labels. Default `flatten()`, the example as it is. */
  readonly model?: Model;
  /** Default `offset`. */
  readonly labels?: LabelProtocol;
  /** Of an answer; a mean over examples. Default `crossEntropy`. */
  readonly loss?: Loss;
}

/**
 * The state after the support; `said`, the label that a query is told, `[T, 1, outputs]`: with `offset` that of the last example, else zeros;
 * `along`, answers and targets of the support where its losses count (`offset`); and the buffers that the support left.
 */
export type RecurrentAdapted<State extends Tree = Tree> = {
  readonly state: State;
  readonly said: Tensor;
  readonly along: ParamTree;
  readonly buffers: ParamTree;
};

/**
 * A learner that reads its support with a recurrent cell. What it knows of a task is the cell's state; there is no gradient at test time.
 *
 * `offset`: example t is `[f(x_t), y_{t−1}]` with zeros for `y_0`, the answer is a linear function of what the cell gives there, and the
 * loss is the mean over all answers: of one query `(Σ_{t ≤ N} ℓ_t + ℓ_query) / (N + 1)`, of several their mean. `paired`: support examples are
 * `[f(x_t), y_t]`, an asked one is `[f(x̂), 0]`, and the loss is that of the queries alone.
 *
 * Queries are branches that go on from one state: none sees another, none is told. Gradients flow through time and all parameters.
 *
 * @throws InvalidOptionError if the cell takes another number of inputs, or `labels` is another word
 */
export function recurrentLearner<State extends Tree>(
  options: RecurrentLearnerOptions<State>,
): SequenceLearner<RecurrentAdapted<State>> {
  const { name, cell, outputs, model = flatten(), labels = 'offset', loss = crossEntropy } = options;
  expectOptions(options);
  const network = embedding(model);
  const head = dense({ inputs: cell.outputs, outputs });
  const answers = (params: ParamTree, given: Tensor, context: Context): Tensor =>
    applyPart(head, 'head', params, given, context);
  const below = (params: ParamTree): ParamTree => scope(params, 'cell');
  const nothing = (x: Tensor): Tensor => tf.zeros([tasksOf(x), 1, outputs]);

  /** The label that stands beside each example of the support. */
  const told = (y: Tensor): Tensor => (labels === 'paired' ? y : tf.concat([nothing(y), rows(y, 0, rowsOf(y) - 1)], 1));
  const read = (params: ParamTree, x: Tensor, y: Tensor, context: Context): ReadSequence<State> =>
    readSequence(cell, below(params), labelled(x, rowsOf(x) === 0 ? y : told(y)), within(context, 'cell'));
  /** Answers of branches: `x` is `[T, B, features]`, what is said `[T, B, outputs]`. */
  const ask = (params: ParamTree, state: State, x: Tensor, said: Tensor, context: Context): Tensor => {
    const at = within(context, 'cell');
    const projected = cell.project(below(params), labelled(x, said), at);
    return answers(params, cell.advance(cell.prepare(below(params)), projected, state, at).outputs, context);
  };

  const learner: SequenceLearner<RecurrentAdapted<State>> = {
    name,
    ordered: true,
    ...network.told,
    ...(loss.kind === undefined ? {} : { kind: loss.kind }),
    specs: { ...network.specs, ...under('cell', cell.specs), ...under('head', head.specs) },
    adapt(params, { x, y }, context) {
      const support = network.support(params, x, context);
      const { outputs: given, state } = read(params, support.features, y, context);
      const late = labels === 'offset' && given.length > 0;
      return {
        state,
        said: late ? rows(y, rowsOf(y) - 1, 1) : nothing(x),
        along: late ? { answers: answers(params, tf.concat([...given], 1), context), targets: y } : {},
        buffers: support.buffers,
      };
    },
    predict(params, { state, said, buffers }, x, context) {
      const embedded = network.query(params, buffers, x, context);
      return ask(params, branched(state, rowsOf(x)), embedded, branched(said, rowsOf(x)), context);
    },
    objective(params, adapted, query, context) {
      const asked = loss(learner.predict(params, adapted, query.x, context), query.y);
      const { answers: given, targets } = adapted.along;
      if (given === undefined || targets === undefined) return asked;
      const times = rowsOf(given);
      return tf.div(tf.add(tf.mul(loss(given, targets), times), asked), times + 1);
    },
    presentations(params, { x, y }, context) {
      const embedded = network.support(params, x, context).features;
      const { outputs: given, before } = read(params, embedded, y, context);
      if (labels === 'offset') return answers(params, tf.concat([...given], 1), context);
      const [first, ...others] = before as [State, ...State[]];
      return ask(params, besides([first, ...others]), embedded, tf.zerosLike(y), context);
    },
  };
  return learner;
}

const rows = (tensor: Tensor, start: number, count: number): Tensor =>
  tf.slice(tensor, [0, start, 0], [tasksOf(tensor), count, tensor.shape[2] as number]);

function expectOptions({ name, cell, features, outputs, labels = 'offset' }: RecurrentLearnerOptions<Tree>): void {
  if (!['offset', 'paired'].includes(labels)) {
    throw new InvalidOptionError(`${name}: labels must be 'offset' or 'paired', got '${labels}'.`);
  }
  if (cell.inputs === features + outputs) return;
  throw new InvalidOptionError(
    `${name}: the cell takes ${cell.inputs} inputs, but features (${features}) and outputs (${outputs}) make ${features + outputs}. Labels stand beside the embedding.`,
  );
}
