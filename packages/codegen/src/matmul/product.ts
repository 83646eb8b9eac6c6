import type { Finish } from './finish.js';
import type { Loops } from './loops.js';
import type { Nest, Pointer } from './nest.js';
import type { Plan } from './plan.js';

/** One product among those of a batch: its loops, where its operands are, and what becomes of its sums. */
export type Product = {
  readonly loops: Loops;
  readonly plan: Plan;
  readonly nest: Nest;
  readonly a: Pointer;
  readonly b: Pointer;
  readonly c: Pointer;
  readonly finish: Finish;
  /** Whether finishing is more than storing. */
  readonly finishes: boolean;
  readonly relaxed: boolean;
};

/** The code of one product: `prepare` before the first and whenever B has changed, then `run`. */
export type Emitted = { readonly prepare: () => void; readonly run: () => void };
