import type { FunctionBuilder } from '../assembler/function-builder.js';
import { emitDotProduct } from './emit-dot-product.js';
import { emitTiledProduct } from './emit-tiled-product.js';
import { finishing } from './finish.js';
import { loopsOf, rowsFromEnd } from './loops.js';
import type { Matmul, MatmulPlaces } from './matmul.js';
import { nest } from './nest.js';
import { planOf } from './plan.js';
import type { Emitted, Product } from './product.js';

/** Runs a product at every place of the batch axes, and prepares it whenever B has changed. */
function alongBatch({ nest: walks, loops: { sizes, b } }: Product, { prepare, run }: Emitted): void {
  const axes = sizes.length - rowsFromEnd;
  const changing = b.slice(0, axes).findLastIndex((stride) => stride !== 0);
  const level = (axis: number): void => {
    if (axis === changing + 1) prepare();
    if (axis === axes) run();
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
  const { epilogue, relaxed = false } = matmul;
  const plan = planOf(loops, relaxed);
  const walks = nest(f);
  const c = walks.pointer(at.c, 0, loops.c);
  const streams = loops.streams.map((strides, stream) => walks.pointer(epilogue?.streams[stream]?.at ?? 0, 0, strides));
  const product: Product = {
    loops,
    plan,
    nest: walks,
    a: walks.pointer(loops.swapped ? at.b : at.a, 0, loops.a),
    b: walks.pointer(loops.swapped ? at.a : at.b, 0, loops.b),
    c,
    finish: finishing(f, c, epilogue, streams),
    finishes: epilogue !== undefined,
    relaxed,
  };
  alongBatch(product, plan.method === 'dots' ? emitDotProduct(f, product) : emitTiledProduct(f, product, at.scratch));
}
