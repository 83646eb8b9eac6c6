import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { walk } from '../assembler/walk.js';
import type { Stretch } from '../assembler/walk.js';
import { emitTile, tileRegisters } from './tile.js';
import type { TileStrides } from './tile.js';

/** One product of matrices, by tiles; sizes in elements, strides in bytes. */
export interface Panels {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly strides: TileStrides;
  /** Bytes from one group of `tileColumns` columns of B to the next. */
  readonly bTile: number;
}

export const tileRows = 4;
export const tileColumns = 8;
const bytes = 4;

/** Depth of a block of B that is used by all rows before the next one. */
const depthBlock = 96;
/** Bytes of B that stay in the first-level cache while the rows pass. */
const cacheBytes = 24_576;

/** Into how many nearly equal blocks the depth is cut. */
export function depthBlocks(depth: number): number {
  return depth <= 2 * depthBlock ? 1 : Math.ceil(depth / depthBlock);
}

type Addresses = readonly [Local, Local, Local];

/** The loops over rows and columns around one kind of tile. */
function emitBlock(
  f: FunctionBuilder,
  panels: Panels,
  depthBytes: Local,
  accumulate: boolean,
  block: number,
): (at: Addresses) => void {
  const { rows, columns, strides, bTile } = panels;
  const registers = tileRegisters(f, tileRows, tileColumns / 4);
  const stretch = (times: number, height: number, width: number): Stretch => ({
    times,
    strides: [0, bTile, tileColumns * bytes],
    body: (at) =>
      emitTile(
        f,
        { rows: height, columns: width, strides, depthBytes, accumulate },
        registers,
        at as unknown as Addresses,
      ),
  });
  const rowOfTiles =
    (height: number, width: number) =>
    (at: readonly Local[]): void =>
      walk(f, at, [
        stretch(Math.floor(width / tileColumns), height, tileColumns),
        stretch(width % tileColumns > 0 ? 1 : 0, height, width % tileColumns),
      ]);
  const allRows =
    (width: number) =>
    (at: readonly Local[]): void =>
      walk(f, at, [
        {
          times: Math.floor(rows / tileRows),
          strides: [tileRows * strides.aRow, 0, tileRows * strides.cRow],
          body: rowOfTiles(tileRows, width),
        },
        { times: rows % tileRows > 0 ? 1 : 0, strides: [0, 0, 0], body: rowOfTiles(rows % tileRows, width) },
      ]);
  const full = Math.floor(columns / block);
  const perBlock = [0, (block / tileColumns) * bTile, block * bytes];
  const rest = columns - full * block;
  return (at) =>
    walk(f, at, [
      { times: full, strides: perBlock, body: allRows(block) },
      { times: rest > 0 ? 1 : 0, strides: perBlock, body: allRows(rest) },
    ]);
}

/** Emits `C = A · B` for one pair of matrices: blocks of depth, then of columns, then rows of tiles. */
export function emitPanels(f: FunctionBuilder, panels: Panels): (at: Addresses) => void {
  const { rows, columns, depth, strides } = panels;
  const blocks = depthBlocks(depth);
  const step = Math.ceil(depth / blocks);
  const last = depth - step * (blocks - 1);
  const block = Math.max(1, Math.floor(cacheBytes / (step * tileColumns * bytes))) * tileColumns;
  const depthBytes = f.local('i32');
  const product = emitBlock(f, panels, depthBytes, blocks > 1, block);
  if (blocks === 1) {
    return (at) => {
      f.i32Const(depth * strides.bDepth).set(depthBytes);
      product(at);
    };
  }
  return ([a, b, c]) => {
    f.get(c)
      .i32Const(0)
      .i32Const(rows * columns * bytes)
      .memoryFill();
    f.i32Const(step * strides.bDepth).set(depthBytes);
    const left = f.local('i32');
    const [walkA, walkB] = [f.local('i32'), f.local('i32')];
    f.get(a).set(walkA).get(b).set(walkB).i32Const(blocks).set(left);
    f.doWhile(() => {
      f.i32Const(last * strides.bDepth)
        .i32Const(step * strides.bDepth)
        .get(left)
        .i32Const(1)
        .i32('eq')
        .select()
        .set(depthBytes);
      product([walkA, walkB, c]);
      f.advance(walkA, step * strides.aDepth).advance(walkB, step * strides.bDepth);
      f.get(left).i32Const(-1).i32('add').tee(left);
    });
  };
}
