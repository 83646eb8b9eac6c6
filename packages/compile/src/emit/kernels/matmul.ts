import { emitMatmul as emitProduct, matmulScratchBytes } from '@innerloop/codegen';
import type { Epilogue, EpilogueStream, FunctionBuilder, Local, Matmul, Place } from '@innerloop/codegen';
import { loadsOf } from '../../plan/traffic.js';
import type { Access, Expression, MapKernel, MatmulKernel } from '../../plan/plan.js';
import { pushPlace } from '../context.js';
import type { EmitContext } from '../context.js';
import type { Site } from '../loops/blocks.js';
import { evaluatorOf } from '../values/evaluator.js';
import { baseOf } from '../values/memory-leaves.js';
import { staying, valuesOf } from '../values/value.js';
import { emitMap } from './map.js';

const rowFromEnd = -2;
const stride = (strides: readonly number[], dim: number): number => strides[dim] as number;

/** Whether a product can finish its sums by this: it reads by address alone, and forwards. */
const isEpilogue = (epilogue: Expression): boolean =>
  epilogue.kind === 'apply'
    ? epilogue.operands.every(isEpilogue)
    : epilogue.kind !== 'place' &&
      (epilogue.kind !== 'load' || epilogue.access.strides.every((distance) => distance >= 0));

/** The product of a kernel, without its epilogue. */
function productOf({ dims, depth, a, b, out }: MatmulKernel, relaxed: boolean): Matmul {
  const rank = dims.length;
  const [row, column] = [rank + rowFromEnd, rank - 1];
  return {
    batch: dims.slice(0, rowFromEnd).map((size, dim) => ({
      size,
      a: stride(a.strides, dim),
      b: stride(b.strides, dim),
      c: stride(out.strides, dim),
    })),
    rows: dims[row] as number,
    columns: dims[column] as number,
    depth,
    a: { row: stride(a.strides, row), depth: stride(a.strides, rank) },
    b: { depth: stride(b.strides, rank), column: stride(b.strides, column) },
    c: { row: stride(out.strides, row), column: stride(out.strides, column) },
    relaxed,
  };
}

export const matmulScratchOf = (kernel: MatmulKernel): number => matmulScratchBytes(productOf(kernel, false));

/** An address that may move backwards is in a variable from the start. */
function placeOf(f: FunctionBuilder, access: Access, context: EmitContext): Place {
  const base = baseOf(access, context);
  if (typeof base !== 'number' || access.strides.every((distance) => distance >= 0)) return base;
  const place = f.local('i32');
  f.i32Const(base).set(place);
  return place;
}

function streamOf({ access }: { readonly access: Access }, rank: number, context: EmitContext): EpilogueStream {
  const { strides } = access;
  return {
    at: baseOf(access, context),
    batch: strides.slice(0, rank + rowFromEnd),
    row: stride(strides, rank + rowFromEnd),
    column: stride(strides, rank - 1),
  };
}

/** The epilogue of a product: its loads are streams beside the sums. */
function epilogueOf({ epilogue, dims, out }: MatmulKernel, context: EmitContext): Epilogue {
  const rank = dims.length;
  const loads = loadsOf(epilogue);
  const site: Site = { shift: dims.map(() => 0), lanes: 4 };
  const form = out.buffer.dtype === 'float32' ? 'float' : 'integer';
  return {
    streams: loads.map((load) => streamOf(load, rank, context)),
    begin: (f) => {
      let sum: Local | undefined;
      let read: (stream: number) => void = (stream) =>
        void pushPlace(f, baseOf((loads[stream] as (typeof loads)[number]).access, context)).v128LoadSplat();
      const values = valuesOf(epilogue, rank);
      const evaluator = evaluatorOf(
        f,
        values,
        (leaf) => {
          if (leaf.kind === 'result') f.get(sum as Local);
          else read(loads.findIndex((load) => load === leaf));
        },
        context,
      );
      // What is the same everywhere is computed before all loops, and stays in its variables.
      const fixed = staying(values, [...dims.keys()]);
      evaluator.keep(fixed, site);
      return (vector) => {
        sum = vector.sum;
        read = vector.read;
        evaluator.scope(() => evaluator.emit(evaluator.root, { ...site, lanes: vector.lanes }, form));
      };
    },
  };
}

/** What an epilogue that a product cannot apply by itself does afterwards, in place. */
const finishing = ({ dims, out, epilogue }: MatmulKernel): MapKernel => {
  const inPlace = (expression: Expression): Expression => {
    if (expression.kind === 'result') return { kind: 'load', access: out, dtype: expression.dtype };
    if (expression.kind !== 'apply') return expression;
    return { ...expression, operands: expression.operands.map(inPlace) };
  };
  return { kind: 'map', dims, value: inPlace(epilogue), out };
};

/** Emits a matrix product and its epilogue. */
export function emitMatmul(f: FunctionBuilder, kernel: MatmulKernel, context: EmitContext): void {
  const { epilogue, a, b, out } = kernel;
  const product = productOf(kernel, context.relaxed);
  const fusable = isEpilogue(epilogue);
  const finishes = fusable && epilogue.kind !== 'result';
  const places = {
    a: placeOf(f, a, context),
    b: placeOf(f, b, context),
    c: baseOf(out, context),
    scratch: context.scratch,
  };
  emitProduct(f, finishes ? { ...product, epilogue: epilogueOf(kernel, context) } : product, places);
  if (!fusable) emitMap(f, finishing(kernel), context);
}
