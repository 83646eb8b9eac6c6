import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { Access } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';
import type { Site } from '../loops/blocks.js';
import type { Pointers } from '../loops/pointers.js';
import { baseOf, inBytes } from './memory-leaves.js';

const bytes = 4;
const vectorLanes = 4;

/** Emits the store of a site's lanes along a dimension, and of nothing beside them; `value` leaves the vector on the stack. */
export type Store = (site: Site, value: () => void) => void;

export function storing(
  f: FunctionBuilder,
  pointers: Pointers,
  out: Access,
  along: number | undefined,
  context: EmitContext,
): Store {
  const strides = inBytes(out.strides);
  const step = along === undefined ? bytes : (strides[along] as number);
  const base = baseOf(out, context);
  const vector: Local = f.local('v128');
  return ({ shift, lanes }, value) => {
    if (step === bytes && lanes === vectorLanes) {
      const offset = pointers.push(strides, base, shift);
      value();
      f.v128Store(offset);
      return;
    }
    value();
    f.set(vector);
    const at = (lane: number): number => {
      const offset = pointers.push(strides, base, shift, lane * step);
      f.get(vector);
      return offset;
    };
    if (step === bytes && lanes > 1) {
      f.v128StoreHalf(0, at(0));
      if (lanes === 3) f.v128StoreLane(2, at(2));
      return;
    }
    for (let lane = 0; lane < lanes; lane++) f.v128StoreLane(lane, at(lane));
  };
}
