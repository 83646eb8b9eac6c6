import type { FunctionBuilder } from '@innerloop/codegen';
import type { CumulateKernel } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';

const bytes = 4;

/** Emits running sums or products along rows, one element after the other. */
export function emitCumulate(f: FunctionBuilder, kernel: CumulateKernel, { addressOf }: EmitContext): void {
  const { fn, outer, length, exclusive, source, out } = kernel;
  if (outer * length === 0) return;
  const isFloat = source.dtype === 'float32';
  const [from, to] = [addressOf(source), addressOf(out)];
  const [at, sum, next] = [f.local('i32'), f.local(isFloat ? 'f32' : 'i32'), f.local(isFloat ? 'f32' : 'i32')];
  const [identity, combine] = fn === 'sum' ? ([0, 'add'] as const) : ([1, 'mul'] as const);
  f.repeat(outer, () => {
    if (isFloat) f.f32Const(identity).set(sum);
    else f.i32Const(identity).set(sum);
    f.repeat(length, () => {
      f.get(sum).get(at);
      if (isFloat) f.f32Load(from).f32(combine).set(next);
      else f.i32Load(from).i32(combine).set(next);
      f.get(at).get(exclusive ? sum : next);
      if (isFloat) f.f32Store(to);
      else f.i32Store(to);
      f.get(next).set(sum).advance(at, bytes);
    });
  });
}
