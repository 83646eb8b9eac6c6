import { emitRow } from '@innerloop/codegen';
import type { FunctionBuilder, Local, Place } from '@innerloop/codegen';
import type { GatherKernel, ScatterKernel } from '../../plan/plan.js';
import { pushPlace } from '../context.js';
import type { EmitContext } from '../context.js';

const bytes = 4;

/** What is done for an index: with the address of its row among the numbered ones, or where it is out of range; then for every one. */
interface Visit {
  readonly body: (row: Local) => void;
  readonly otherwise: () => void;
  readonly after: () => void;
}

function alongIndices(
  f: FunctionBuilder,
  { count, rows, width, indices }: GatherKernel | ScatterKernel,
  numbered: Place,
  { placeOf }: EmitContext,
  { body, otherwise, after }: Visit,
): void {
  const [at, row] = [f.local('i32'), f.local('i32')];
  pushPlace(f, placeOf(indices, 0)).set(at);
  f.repeat(count, () => {
    f.get(at).i32Load().tee(row).i32Const(rows).i32('ltU');
    f.either(() => {
      f.get(row)
        .i32Const(width * bytes)
        .i32('mul');
      pushPlace(f, numbered).i32('add').set(row);
      body(row);
    }, otherwise);
    after();
    f.advance(at, bytes);
  });
}

/** Emits `out[i] = source[indices[i]]`; a row out of range is zeros. */
export function emitGather(f: FunctionBuilder, kernel: GatherKernel, context: EmitContext): void {
  const { width, source, out } = kernel;
  if (kernel.count * width === 0) return;
  const copy = emitRow(f, 'copy', width);
  const to = f.local('i32');
  pushPlace(f, context.placeOf(out, 0)).set(to);
  alongIndices(f, kernel, context.placeOf(source, 0), context, {
    body: (row) => copy(row, to),
    otherwise: () =>
      f
        .get(to)
        .i32Const(0)
        .i32Const(width * bytes)
        .memoryFill(),
    after: () => f.advance(to, width * bytes),
  });
}

/** Adds rows of integers, one element after the other. */
function emitIntegerRow(f: FunctionBuilder, width: number): (from: Local, to: Local) => void {
  const at = f.local('i32');
  const element = (row: Local): FunctionBuilder => f.get(row).get(at).i32('add');
  return (from, to) => {
    f.i32Const(0).set(at);
    f.repeat(width, () => {
      element(to);
      element(from).i32Load();
      element(to).i32Load();
      f.i32('add').i32Store().advance(at, bytes);
    });
  };
}

/** Emits `out[indices[i]] += source[i]` on zeros; rows out of range are left out. */
export function emitScatter(f: FunctionBuilder, kernel: ScatterKernel, context: EmitContext): void {
  const { width, source, out, rows } = kernel;
  if (rows * width === 0) return;
  const add = source.dtype === 'float32' ? emitRow(f, 'add', width) : emitIntegerRow(f, width);
  const from = f.local('i32');
  pushPlace(f, context.placeOf(out, 0))
    .i32Const(0)
    .i32Const(rows * width * bytes)
    .memoryFill();
  pushPlace(f, context.placeOf(source, 0)).set(from);
  alongIndices(f, kernel, context.placeOf(out, 0), context, {
    body: (row) => add(from, row),
    otherwise: () => undefined,
    after: () => f.advance(from, width * bytes),
  });
}
