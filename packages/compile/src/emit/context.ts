import type { FunctionBuilder, Place } from '@innerloop/codegen';
import type { MapFunction } from '../graph/functions.js';
import type { Buffer } from '../plan/plan.js';

/** What the code of a kernel is emitted with. */
export interface EmitContext {
  /** The byte address of an element of a buffer: known now, or held by a parameter of the function, which stays as it is. */
  readonly placeOf: (buffer: Buffer, offset: number) => Place;
  /** The address of a work area of what `scratchOf` says. */
  readonly scratch: number;
  /** Multiply and add in one instruction of relaxed SIMD. */
  readonly relaxed: boolean;
  /** The place of a function of the host among those of the module. */
  readonly positionOf: (fn: MapFunction) => number;
}

/** Leaves an address on the stack. */
export const pushPlace = (f: FunctionBuilder, place: Place): FunctionBuilder =>
  typeof place === 'number' ? f.i32Const(place) : f.get(place);
