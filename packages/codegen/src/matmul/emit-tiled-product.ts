import type { FunctionBuilder } from '../assembler/function-builder.js';
import { depthBlocks } from './depth-blocks.js';
import type { Sum } from './depth-blocks.js';
import { rowsFromEnd } from './loops.js';
import type { Product } from './product.js';
import { sumRegisters } from './sums.js';
import { emitTile, tileRegisters } from './tile.js';

/** Emits one product by tiles: blocks of the depth, then of columns, then rows of tiles. */
export function emitTiledProduct(f: FunctionBuilder, product: Product): () => void {
  const { loops, plan, nest, a, b, relaxed } = product;
  const loop = loops.sizes.length - rowsFromEnd;
  const [rows = 1, columns = 1] = loops.sizes.slice(loop);
  const { tileRows, tileColumns, columnBlock } = plan;
  const vectors = tileColumns / 4;
  const sums = sumRegisters(f, tileRows * vectors, relaxed);
  const registers = tileRegisters(f, vectors);
  const blocks = depthBlocks(f, product);
  const operands = {
    a,
    b,
    aRow: a.strides[loop] ?? 0,
    aDepth: a.strides[loop + 2] ?? 0,
    bDepth: b.strides[loop + 2] ?? 0,
  };
  const placed = (height: number, width: number): Sum[] =>
    sums.sums.slice(0, height * Math.ceil(width / 4)).map((register, at) => {
      const inRow = Math.ceil(width / 4);
      const column = 4 * (at % inRow);
      return { register, position: { row: Math.floor(at / inRow), column, lanes: Math.min(4, width - column) } };
    });
  const tile = (height: number, width: number): void => {
    const each = placed(height, width);
    blocks.begin(each);
    emitTile(f, { rows: height, columns: width }, operands, sums, registers, blocks.steps);
    blocks.end(each);
  };
  const rowsOfTiles = (block: number): void =>
    nest.along(loop, rows, tileRows, (height) =>
      nest.along(loop + 1, block, tileColumns, (width) => tile(height, width)),
    );
  return () => blocks.each(() => nest.along(loop + 1, columns, columnBlock, rowsOfTiles));
}
