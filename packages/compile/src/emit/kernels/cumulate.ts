import type { FunctionBuilder, Place } from '@innerloop/codegen';
import type { CumulateKernel } from '../../plan/plan.js';
import { pushPlace } from '../context.js';
import type { EmitContext } from '../context.js';

const bytes = 4;

/** Emits running sums or products along rows, one element after the other. */
export function emitCumulate(f: FunctionBuilder, kernel: CumulateKernel, { placeOf }: EmitContext): void {
  const { fn, outer, length, exclusive, source, out } = kernel;
  if (outer * length === 0) return;
  const isFloat = source.dtype === 'float32';
  const [from, to] = [placeOf(source, 0), placeOf(out, 0)];
  const element = (place: Place): FunctionBuilder => pushPlace(f.get(at), place).i32('add');
  const [at, sum, next] = [f.local('i32'), f.local(isFloat ? 'f32' : 'i32'), f.local(isFloat ? 'f32' : 'i32')];
  const [identity, combine] = fn === 'sum' ? ([0, 'add'] as const) : ([1, 'mul'] as const);
  f.repeat(outer, () => {
    if (isFloat) f.f32Const(identity).set(sum);
    else f.i32Const(identity).set(sum);
    f.repeat(length, () => {
      f.get(sum);
      element(from);
      if (isFloat) f.f32Load().f32(combine).set(next);
      else f.i32Load().i32(combine).set(next);
      element(to).get(exclusive ? sum : next);
      if (isFloat) f.f32Store();
      else f.i32Store();
      f.get(next).set(sum).advance(at, bytes);
    });
  });
}
