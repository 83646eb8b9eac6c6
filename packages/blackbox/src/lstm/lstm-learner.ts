import { lstmCell } from '@innerloop/core';
import type { LstmState, SequenceLearner } from '@innerloop/core';
import type { RecurrentCell } from '../recurrent/recurrent-cell.js';
import { recurrentLearner } from '../recurrent/recurrent-learner.js';
import type { RecurrentAdapted, RecurrentLearnerOptions } from '../recurrent/recurrent-learner.js';

export interface LstmLearnerOptions extends Omit<RecurrentLearnerOptions<LstmState>, 'name' | 'cell'> {
  /** Of the LSTM; default 200. */
  readonly units?: number;
}

export type LstmLearnerAdapted = RecurrentAdapted<LstmState>;

/**
 * An LSTM that learns to learn: it reads the support, and what it knows of the task is its hidden state and cell.
 *
 * With `labels: 'offset'` the label of an example comes with the next and every answer has a loss; with `paired` it comes with its own, and
 * queries with zeros. Both are those of `recurrentLearner`.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or `labels` is another word
 * @see Hochreiter, Younger, Conwell 2001, "Learning to Learn Using Gradient Descent"; Santoro et al. 2016, arXiv:1605.06065, whose baseline it is
 */
export function lstmLearner({ units = 200, ...options }: LstmLearnerOptions): SequenceLearner<LstmLearnerAdapted> {
  const inputs = options.features + options.outputs;
  const lstm = lstmCell({ inputs, units });
  const cell: RecurrentCell<LstmState> = {
    inputs,
    outputs: units,
    specs: lstm.specs,
    start: (tasks) => lstm.start([tasks, 1]),
    project: lstm.project,
    prepare: lstm.prepare,
    advance(params, projected, state) {
      const next = lstm.advance(params, projected, state);
      return { outputs: next.hidden, state: next };
    },
  };
  return recurrentLearner({ name: 'lstmLearner', cell, ...options });
}
