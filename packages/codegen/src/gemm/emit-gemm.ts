import { FunctionBuilder } from '../assembler/function-builder.js';
import type { Local } from '../assembler/code-builder.js';
import { walk } from '../assembler/walk.js';
import { emitDots } from './dots.js';
import { emitPackRows, emitPackTransposed, packedBytes } from './pack.js';
import { emitPanels, tileColumns } from './panels.js';
import type { BatchAxis, GemmProblem } from './problem.js';

const bytes = 4;
/** From so many rows on, a transposed B is worth transposing; below, dot products along the depth are quicker. */
const rowsWorthTransposing = 8;
/** From so many rows on, a wide B is worth gathering into groups of columns. */
const rowsWorthPacking = 32;
const wideColumns = 64;

export interface GemmCode {
  /** `run(a, b, c, scratch)`: byte addresses. */
  readonly build: FunctionBuilder;
  /** Bytes of work area that `run` needs. */
  readonly scratchBytes: number;
}

function usesDots({ rows, transposeA, transposeB }: GemmProblem): boolean {
  return transposeB && !transposeA && rows < rowsWorthTransposing;
}

function usesPacking({ rows, columns, transposeB }: GemmProblem): boolean {
  return transposeB || (columns > wideColumns && rows >= rowsWorthPacking);
}

type Product = (at: readonly [Local, Local, Local]) => void;

/** One product by tiles, from B as it is or packed before; `pack` is left to the caller when B serves all products. */
function tiled(f: FunctionBuilder, problem: GemmProblem, packed: boolean): Product {
  const { rows, columns, depth, transposeA } = problem;
  return emitPanels(f, {
    rows,
    columns,
    depth,
    bTile: packed ? depth * tileColumns * bytes : tileColumns * bytes,
    strides: {
      aRow: (transposeA ? 1 : depth) * bytes,
      aDepth: (transposeA ? rows : 1) * bytes,
      bDepth: (packed ? tileColumns : columns) * bytes,
      cRow: columns * bytes,
    },
  });
}

/** Runs a product at every place of the batch axes; C is contiguous over them, `elements` for each product. */
function emitBatch(
  f: FunctionBuilder,
  batch: readonly BatchAxis[],
  elements: number,
  at: readonly Local[],
  product: (at: readonly Local[]) => void,
): void {
  const [axis, ...inner] = batch;
  if (axis === undefined) {
    product(at);
    return;
  }
  const c = inner.reduce((count, { size }) => count * size, elements);
  const strides = [axis.a * bytes, axis.b * bytes, c * bytes];
  walk(f, at, [{ times: axis.size, strides, body: (inside) => emitBatch(f, inner, elements, inside, product) }]);
}

/** Emits the function of one problem. Every extent is at least one. */
export function emitGemm(problem: GemmProblem): GemmCode {
  const build = new FunctionBuilder({ name: 'gemm', params: ['i32', 'i32', 'i32', 'i32'] });
  const [a, b, c, scratch] = build.params as readonly [Local, Local, Local, Local];
  const three = (at: readonly Local[]): readonly [Local, Local, Local] =>
    at as unknown as readonly [Local, Local, Local];
  const elements = problem.rows * problem.columns;
  if (usesDots(problem)) {
    const product = emitDots(build, problem);
    emitBatch(build, problem.batch, elements, [a, b, c], (at) => product(three(at)));
    return { build, scratchBytes: 0 };
  }
  const packed = usesPacking(problem);
  const product = tiled(build, problem, packed);
  if (!packed) {
    emitBatch(build, problem.batch, elements, [a, b, c], (at) => product(three(at)));
    return { build, scratchBytes: 0 };
  }
  const pack = problem.transposeB ? emitPackTransposed(build, problem) : emitPackRows(build, problem);
  const shared = problem.batch.every((axis) => axis.b === 0);
  if (shared) pack(b, scratch);
  emitBatch(build, problem.batch, elements, [a, b, c], (at) => {
    const [atA, atB, atC] = three(at);
    if (!shared) pack(atB, scratch);
    product([atA, scratch, atC]);
  });
  return { build, scratchBytes: packedBytes(problem.depth, problem.columns) };
}
