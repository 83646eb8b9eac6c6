import type { FunctionBuilder } from '../assembler/function-builder.js';
import { dotColumns, dotRegisters, dotRows, emitDots } from './dots.js';
import { rowsFromEnd } from './loops.js';
import type { Emitted, Product } from './product.js';
import { sumRegisters } from './sums.js';

/** Emits one product as dot products of the rows of A with the columns of B. */
export function emitDotProduct(f: FunctionBuilder, { loops, nest, a, b, finish, relaxed }: Product): Emitted {
  const loop = loops.sizes.length - rowsFromEnd;
  const [rows = 1, columns = 1, depth = 1] = loops.sizes.slice(loop);
  const sums = sumRegisters(f, dotRows * dotColumns, relaxed);
  const registers = dotRegisters(f, depth);
  const operands = { a, b, aRow: a.strides[loop] ?? 0, bColumn: b.strides[loop + 1] ?? 0, depth };
  const block = (height: number, width: number): void => {
    sums.sums.slice(0, height * width).forEach((sum) => f.v128Const(0).set(sum));
    emitDots(f, { rows: height, columns: width }, operands, sums, registers);
    for (let row = 0; row < height; row++) {
      const sum = sums.sums[row * width];
      if (sum !== undefined) finish(sum, { row, column: 0, lanes: width });
    }
  };
  return {
    prepare: () => undefined,
    run: () =>
      nest.along(loop, rows, dotRows, (height) =>
        nest.along(loop + 1, columns, dotColumns, (width) => block(height, width)),
      ),
  };
}
