import type { Tensor } from '@tensorflow/tfjs-core';
import type { ParamSpecs } from '../contracts/params.js';
import type { ParamTree } from '../contracts/tree.js';
import { scope, under } from '../params/named.js';
import { lstmCell } from './lstm-cell.js';
import type { LstmCellOptions } from './lstm-cell.js';
import { lstmSequence } from './lstm-sequence.js';
import type { LstmSequence } from './lstm-sequence.js';

/** Two sequences of one input: no model, since callers combine them in ways of their own. */
export interface BidirectionalLstm {
  readonly specs: ParamSpecs;
  /** `x` is `[T, N, inputs]`; the outputs of both are `[T, N, units]`, in the order of `x`. */
  run(params: ParamTree, x: Tensor): { readonly forward: LstmSequence; readonly backward: LstmSequence };
}

/**
 * A bidirectional LSTM: one cell reads the examples of each task from the first to the last, another from the last to the first, so the two
 * outputs at an example together have seen all. Both begin with zeros. Gradients flow to any order.
 *
 * Leaves: `forward/kernel`, `forward/bias`, `backward/kernel`, `backward/bias`, as those of `lstmCell`.
 *
 * @throws InvalidOptionError if a size is not a positive integer
 * @see Graves & Schmidhuber 2005; over a support set: Vinyals et al. 2016, §2.1.2, arXiv:1606.04080
 */
export function bidirectionalLstm(options: LstmCellOptions): BidirectionalLstm {
  const cell = lstmCell(options);
  return {
    specs: { ...under('forward', cell.specs), ...under('backward', cell.specs) },
    run: (params, x) => ({
      forward: lstmSequence(cell, scope(params, 'forward'), x),
      backward: lstmSequence(cell, scope(params, 'backward'), x, { direction: 'backward' }),
    }),
  };
}
