import { columnsFromEnd, depthFromEnd, rowsFromEnd } from './loops.js';
import type { Loops } from './loops.js';

const bytes = 4;

/** How a product is computed: as dot products along the depth, or by tiles from packed or plain operands. */
export type Plan = {
  readonly method: 'dots' | 'tiles';
  readonly packsB: boolean;
  /** Rows and columns of a tile. */
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Columns whose part of B stays in the first-level cache while the rows pass. */
  readonly columnBlock: number;
  /** Into how many blocks the depth is cut, and the steps of each but the last, which may have fewer. */
  readonly depthBlocks: number;
  readonly depthStep: number;
};

/** From so many rows on, a transposed B is worth transposing; below, dot products along the depth are quicker. */
const rowsWorthTransposing = 16;
/** From so many rows on, a wide B is worth gathering into strips. */
const rowsWorthPacking = 32;
const wideColumns = 64;
/** Depth of a block of B that is used by all rows before the next one. */
const depthBlock = 96;
/** Bytes of B that stay in the first-level cache while the rows pass. */
const cacheBytes = 24_576;

export function planOf({ sizes, a, b }: Loops): Plan {
  const at = sizes.length;
  const [rows = 1, columns = 1, depth = 1] = sizes.slice(at - rowsFromEnd);
  const aDepth = a[at - depthFromEnd];
  const [bColumn, bDepth] = [b[at - columnsFromEnd], b[at - depthFromEnd]];
  const inRows = columns === 1 || bColumn === bytes;
  const contiguous = depth === 1 || (aDepth === bytes && bDepth === bytes);
  const tileColumns = 8;
  const blocks = depth <= 2 * depthBlock ? 1 : Math.ceil(depth / depthBlock);
  const depthStep = blocks === 1 ? depth : 4 * Math.ceil(depth / blocks / 4);
  return {
    method: !inRows && contiguous && rows < rowsWorthTransposing ? 'dots' : 'tiles',
    packsB: !inRows || (columns > wideColumns && rows >= rowsWorthPacking),
    tileRows: Math.min(4, rows),
    tileColumns,
    columnBlock: Math.max(1, Math.floor(cacheBytes / (Math.max(1, depthStep) * tileColumns * bytes))) * tileColumns,
    depthBlocks: blocks === 1 ? 1 : Math.ceil(depth / depthStep),
    depthStep,
  };
}

/** Bytes of the work area: strips of B, with room for what a transposition overruns. */
export function scratchBytes({ sizes }: Loops, { packsB, method, tileColumns }: Plan): number {
  const [, columns = 1, depth = 1] = sizes.slice(sizes.length - rowsFromEnd);
  if (!packsB || method === 'dots') return 0;
  return (Math.ceil(columns / tileColumns) * depth + 4) * tileColumns * bytes;
}
