import { InvalidOptionError } from '@innerloop/core';
import type { SequenceLearner, Tree } from '@innerloop/core';
import { recurrentLearner } from '../recurrent/recurrent-learner.js';
import type { RecurrentAdapted, RecurrentLearnerOptions } from '../recurrent/recurrent-learner.js';
import { leastRecentlyUsed } from './least-recently-used.js';
import type { LeastRecentlyUsedOptions } from './least-recently-used.js';
import type { MemoryAccess } from './memory-access.js';
import { memoryCell } from './memory-cell.js';
import type { MemoryCellState } from './memory-cell.js';
import { ntmAccess } from './ntm-access.js';
import type { NtmAccessOptions } from './ntm-access.js';

export interface MannOptions
  extends Omit<RecurrentLearnerOptions<Tree>, 'name' | 'cell'>, LeastRecentlyUsedOptions, NtmAccessOptions {
  /** Of the controller, an LSTM; default 200. */
  readonly units?: number;
  /** `lrua` (default): `leastRecentlyUsed`, which has no `writeHeads`. `ntm`: `ntmAccess`, which has no `decay` and no `strength`. */
  readonly addressing?: 'lrua' | 'ntm';
}

export type MannAdapted = RecurrentAdapted<MemoryCellState<Tree>>;

/**
 * A memory-augmented neural network: an LSTM that writes what it sees to a memory and reads what is like it.
 *
 * Labels, losses and branches are those of `recurrentLearner`, `offset` by default as published; the state is `memoryCell`'s and begins
 * anew in every episode. Each branch of a query writes to a memory of its own before it reads: `rows · width` numbers a query and task.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or an option is not one of the addressing
 * @see Santoro, Bartunov, Botvinick, Wierstra, Lillicrap 2016, "Meta-Learning with Memory-Augmented Neural Networks", arXiv:1605.06065;
 *   Graves, Wayne, Danihelka 2014, "Neural Turing Machines", arXiv:1410.5401
 */
export function mann({ units = 200, ...options }: MannOptions): SequenceLearner<MannAdapted> {
  const cell = memoryCell<Tree>({ inputs: options.features + options.outputs, units, access: accessOf(options) });
  return recurrentLearner({ name: 'mann', cell, ...options });
}

function accessOf({ addressing = 'lrua', ...options }: MannOptions): MemoryAccess<Tree> {
  const others = { lrua: ['writeHeads'], ntm: ['decay', 'strength'] } as const;
  if (!Object.hasOwn(others, addressing)) {
    throw new InvalidOptionError(`mann: addressing must be 'lrua' or 'ntm', got '${addressing}'.`);
  }
  const foreign = others[addressing].find((name) => options[name as keyof typeof options] !== undefined);
  if (foreign !== undefined) {
    throw new InvalidOptionError(`mann: addressing '${addressing}' has no ${foreign}. Leave it out.`);
  }
  return addressing === 'lrua' ? leastRecentlyUsed(options) : ntmAccess(options);
}
