import type { FunctionBuilder } from '../assembler/function-builder.js';
import { depthBlocks } from './depth-blocks.js';
import type { Sum } from './depth-blocks.js';
import { rowsFromEnd } from './loops.js';
import type { Place } from './matmul.js';
import { packing } from './packing.js';
import { stripColumns, tileRows } from './plan.js';
import type { Emitted, Product } from './product.js';
import { sumRegisters } from './sums.js';
import { emitTile, tileRegisters } from './tile.js';

/** Columns of a tile: fewer rows leave registers for more of them, unless B lies in strips. */
function widthOf(rows: number, packed: boolean): number {
  return rows <= 2 && !packed ? 2 * stripColumns : stripColumns;
}

/** Emits one product by tiles: blocks of the depth, of rows and of columns, then rows of tiles. */
export function emitTiledProduct(f: FunctionBuilder, product: Product, scratch: Place): Emitted {
  const { loops, plan, nest, relaxed } = product;
  const loop = loops.sizes.length - rowsFromEnd;
  const [rows = 1, columns = 1] = loops.sizes.slice(loop);
  const sums = sumRegisters(f, (tileRows * stripColumns) / 4, relaxed);
  const registers = tileRegisters(f, (2 * stripColumns) / 4);
  const blocks = depthBlocks(f, product);
  const { operands, packA, packB } = packing(f, product, scratch);
  const placed = (height: number, width: number): Sum[] => {
    const inRow = Math.ceil(width / 4);
    return sums.sums.slice(0, height * inRow).map((register, at) => {
      const column = 4 * (at % inRow);
      return { register, position: { row: Math.floor(at / inRow), column, lanes: Math.min(4, width - column) } };
    });
  };
  const tile = (height: number, width: number): void => {
    const each = placed(height, width);
    blocks.begin(each);
    emitTile(f, { rows: height, columns: width }, operands, sums, registers, blocks.steps);
    blocks.end(each);
  };
  const rowOfTiles = (height: number, width: number): void => {
    packA(height, blocks.steps);
    nest.along(loop + 1, width, widthOf(height, plan.packsB), (piece) => tile(height, piece));
  };
  const block = (): void =>
    nest.along(loop, rows, plan.rowBlock, (height) =>
      nest.along(loop + 1, columns, plan.columnBlock, (width) =>
        nest.along(loop, height, tileRows, (piece) => rowOfTiles(piece, width)),
      ),
    );
  const whole = plan.depthBlocks === 1;
  return {
    prepare: () => {
      if (whole) packB(blocks.steps);
    },
    run: () =>
      blocks.each(() => {
        if (!whole) packB(blocks.steps);
        block();
      }),
  };
}
