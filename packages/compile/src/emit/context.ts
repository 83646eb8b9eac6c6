import type { MapFunction } from '../graph/functions.js';
import type { Buffer } from '../plan/plan.js';

/** What the code of every kernel of a module is emitted with. */
export interface EmitContext {
  readonly addressOf: (buffer: Buffer) => number;
  /** The address of a work area of what `scratchOf` says. */
  readonly scratch: number;
  /** Multiply and add in one instruction of relaxed SIMD. */
  readonly relaxed: boolean;
  /** The place of a function of the host among those of the module. */
  readonly positionOf: (fn: MapFunction) => number;
}
