import { emitMatmul, matmulScratchBytes } from '@innerloop/codegen';
import type { EpilogueStream, FunctionBuilder, Matmul } from '@innerloop/codegen';
import type { Access, Expression, MapKernel, MatmulKernel } from '../plan/plan.js';
import { loadsOf } from '../plan/traffic.js';
import { stridesIn } from './collapse.js';
import { distinct, emitMap } from './map-kernel.js';
import { hoistKey } from './site.js';
import type { Site } from './site.js';
import { prepare } from './values.js';

const bytes = 4;
const bare: Expression = { kind: 'result', dtype: 'float32' };

const hasPlace = (expression: Expression): boolean =>
  expression.kind === 'place' || (expression.kind === 'apply' && expression.operands.some(hasPlace));

/** What a product cannot do to its sums by itself: read backwards, or look at the place. */
const needsLoop = ({ epilogue }: MatmulKernel): boolean =>
  hasPlace(epilogue) || stridesIn(epilogue).some((strides) => strides.some((stride) => stride < 0));

/** The product's axes, as the generator wants them. */
function matmulOf({ dims, depth, a, b, out }: MatmulKernel, relaxed: boolean): Matmul {
  const [row, column, along] = [dims.length - 2, dims.length - 1, dims.length];
  const at = ({ strides }: Access, dim: number): number => strides[dim] as number;
  return {
    batch: dims.slice(0, -2).map((size, dim) => ({ size, a: at(a, dim), b: at(b, dim), c: at(out, dim) })),
    rows: dims[row] as number,
    columns: dims[column] as number,
    depth,
    a: { row: at(a, row), depth: at(a, along) },
    b: { depth: at(b, along), column: at(b, column) },
    c: { row: at(out, row), column: at(out, column) },
    relaxed,
  };
}

/** The work area that a product needs. */
export const matmulScratch = (kernel: MatmulKernel): number => matmulScratchBytes(matmulOf(kernel, false));

const placeOf = (site: Site, { buffer, offset }: Access): number => site.addressOf(buffer) + offset * bytes;

function streamOf(access: Access, site: Site): EpilogueStream {
  const { strides } = access;
  return {
    at: placeOf(site, access),
    batch: strides.slice(0, -2),
    row: strides.at(-2) as number,
    column: strides.at(-1) as number,
  };
}

/** The epilogue as a loop of its own over what the product stored. */
function finishingLoop({ dims, epilogue, out }: MatmulKernel): MapKernel {
  const stored: Expression = { kind: 'load', access: out, dtype: 'float32' };
  const filled = (expression: Expression): Expression => {
    if (expression.kind === 'result') return stored;
    return expression.kind === 'apply' ? { ...expression, operands: expression.operands.map(filled) } : expression;
  };
  return { kind: 'map', dims, value: filled(epilogue), out };
}

/** Emits a product with its epilogue. */
export function emitMatmulKernel(f: FunctionBuilder, kernel: MatmulKernel, site: Site): void {
  const places = {
    a: placeOf(site, kernel.a),
    b: placeOf(site, kernel.b),
    c: placeOf(site, kernel.out),
    scratch: site.scratch,
  };
  if (needsLoop(kernel)) {
    emitMatmul(f, matmulOf(kernel, site.relaxed), places);
    emitMap(f, finishingLoop(kernel), site);
    return;
  }
  if (kernel.epilogue.kind === bare.kind) {
    emitMatmul(f, matmulOf(kernel, site.relaxed), places);
    return;
  }
  const loads = distinct(loadsOf(kernel.epilogue).map(({ access }) => access));
  const streamAt = new Map(loads.map((access, at) => [hoistKey(access), at]));
  const matmul: Matmul = {
    ...matmulOf(kernel, site.relaxed),
    epilogue: {
      streams: loads.map((access) => streamOf(access, site)),
      begin: (builder) => {
        const emitValue = prepare(builder, kernel.epilogue, site.host, site.relaxed);
        return ({ sum, read }) =>
          emitValue({
            load: ({ access }) => read(streamAt.get(hoistKey(access)) as number),
            place: () => undefined,
            result: () => void builder.get(sum),
          });
      },
    },
  };
  emitMatmul(f, matmul, places);
}
