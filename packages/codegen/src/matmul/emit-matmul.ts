import type { FunctionBuilder } from '../assembler/function-builder.js';
import { emitDotProduct } from './emit-dot-product.js';
import { emitTiledProduct } from './emit-tiled-product.js';
import { finishing } from './finish.js';
import { loopsOf, rowsFromEnd } from './loops.js';
import type { Loops } from './loops.js';
import type { Matmul, MatmulPlaces } from './matmul.js';
import { nest } from './nest.js';
import type { Nest, Pointer } from './nest.js';
import { emitPack, packRegisters } from './pack.js';
import { planOf, scratchBytes } from './plan.js';
import type { Plan } from './plan.js';

const bytes = 4;

/** Bytes of work area that the code of a product needs. */
export function matmulScratchBytes(matmul: Matmul): number {
  const loops = loopsOf(matmul);
  return scratchBytes(loops, planOf(loops));
}

/** Emits the copy of one product's B into strips as wide as a tile. */
function packing(
  f: FunctionBuilder,
  { sizes }: Loops,
  plan: Plan,
  walks: Nest,
  from: Pointer,
  to: Pointer,
): () => void {
  const loop = sizes.length - rowsFromEnd;
  const [, columns = 1, depth = 1] = sizes.slice(loop);
  const registers = packRegisters(f);
  const step = plan.tileColumns * bytes;
  const [across = 0, along = 0] = from.strides.slice(loop + 1);
  return () =>
    walks.along(loop + 1, columns, plan.tileColumns, (width) =>
      emitPack(f, { from, width, across, along }, { to, step }, registers, {
        steps: depth,
        fours: Math.ceil(depth / 4),
      }),
    );
}

/** Runs the body at every place of the batch axes, and `prepare` before it whenever B has changed. */
function alongBatch(walks: Nest, { sizes, b }: Loops, prepare: () => void, body: () => void): void {
  const axes = sizes.length - rowsFromEnd;
  const changing = b.slice(0, axes).findLastIndex((stride) => stride !== 0);
  const level = (axis: number): void => {
    if (axis === changing + 1) prepare();
    if (axis === axes) body();
    else walks.along(axis, sizes[axis] ?? 1, 1, () => level(axis + 1));
  };
  level(0);
}

/**
 * Emits `C[…, r, c] = epilogue(Σₖ A[…, r, k] · B[…, k, c])` for any sizes and strides.
 *
 * @param at  byte addresses, constant or in variables of the function, which stay as they are
 */
export function emitMatmul(f: FunctionBuilder, matmul: Matmul, at: MatmulPlaces): void {
  const loops = loopsOf(matmul);
  if (loops.sizes.slice(0, -1).includes(0)) return;
  const plan = planOf(loops);
  const loop = loops.sizes.length - rowsFromEnd;
  const walks = nest(f);
  const { epilogue, relaxed = false } = matmul;
  const a = walks.pointer(loops.swapped ? at.b : at.a, loops.a);
  const b = walks.pointer(loops.swapped ? at.a : at.b, loops.b);
  const c = walks.pointer(at.c, loops.c);
  const streams = loops.streams.map((strides, stream) => walks.pointer(epilogue?.streams[stream]?.at ?? 0, strides));
  const finish = finishing(f, c, epilogue, streams);
  const common = { loops, plan, nest: walks, a, c, finish, finishes: epilogue !== undefined, relaxed };
  if (plan.method === 'dots' || !plan.packsB) {
    const emit = plan.method === 'dots' ? emitDotProduct : emitTiledProduct;
    alongBatch(walks, loops, () => undefined, emit(f, { ...common, b }));
    return;
  }
  const depth = loops.sizes[loop + 2] ?? 1;
  const strips = loops.b.map((_, axis) => [0, depth, plan.tileColumns][axis - loop] ?? 0).map((steps) => steps * bytes);
  const packed = walks.pointer(at.scratch, strips);
  const pack = packing(f, loops, plan, walks, b, packed);
  alongBatch(walks, loops, pack, emitTiledProduct(f, { ...common, b: packed }));
}
