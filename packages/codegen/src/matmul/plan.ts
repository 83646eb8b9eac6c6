import { columnsFromEnd, depthFromEnd, rowsFromEnd } from './loops.js';
import type { Loops } from './loops.js';

const bytes = 4;

/** Rows of a tile, and columns of one with that many rows. */
export const tileRows = 4;
export const stripColumns = 8;

/** How a product is computed. */
export type Plan = {
  /** Dot products along the depth, or tiles that go along it. */
  readonly method: 'dots' | 'tiles';
  /** Copies the rows of A that a tile needs to lie together, for use by several columns of tiles. */
  readonly packsA: boolean;
  /** Copies B to strips as wide as a tile, for use by several rows of tiles: all of it, or a block of the depth. */
  readonly packsB: boolean;
  /** Rows whose part of A stays in the second-level cache while the columns pass. */
  readonly rowBlock: number;
  /** Columns whose part of B stays in the first-level cache while the rows pass, or in the second while A is packed. */
  readonly columnBlock: number;
  /** Into how many blocks the depth is cut, and the steps of each but the last, which may have fewer. */
  readonly depthBlocks: number;
  readonly depthStep: number;
};

/** From so many rows on, a transposed B is worth transposing; below, dot products along the depth are quicker. */
const rowsWorthTransposing = { plain: 12, relaxed: 48 } as const;
/** From so many rows or columns on, the other operand is worth a copy. */
const [rowsWorthPacking, columnsWorthPacking, depthWorthPacking] = [32, 48, 32];
/** Bytes of operands that stay in the first-level cache and in the second. */
const [firstCache, secondCache] = [24_576, 147_456];
/** Rows of a block, whatever fits. */
const [leastRows, mostRows] = [16, 128];
/** Greatest depth in one block, and depth of a block of a greater one: of packed operands, and where they lie. */
const packedDepth = { whole: 640, block: 512 } as const;
const plainDepth = { whole: 192, block: 96 } as const;

export function planOf({ sizes, a, b }: Loops, relaxed: boolean): Plan {
  const end = sizes.length;
  const [rows = 1, columns = 1, depth = 1] = sizes.slice(end - rowsFromEnd);
  const [aDepth, bDepth, bColumn] = [a[end - depthFromEnd], b[end - depthFromEnd], b[end - columnsFromEnd]];
  const aAlong = depth === 1 || aDepth === bytes;
  const bAcross = columns === 1 || bColumn === bytes;
  const bAlong = depth === 1 || bDepth === bytes;
  const large = rows >= rowsWorthPacking && depth * columns * bytes > firstCache;
  const packsA = !aAlong && rows >= rowsWorthPacking && columns >= columnsWorthPacking && depth >= depthWorthPacking;
  const packsB = !bAcross || (large && (aAlong || packsA));
  const limits = packsB && (aAlong || packsA) ? packedDepth : plainDepth;
  const blocks = depth <= limits.whole ? 1 : Math.ceil(depth / limits.block);
  const depthStep = blocks === 1 ? depth : 4 * Math.ceil(depth / blocks / 4);
  const strips = (cache: number): number =>
    Math.max(1, Math.floor(cache / (Math.max(1, depthStep) * stripColumns * bytes)));
  const columnBlock = stripColumns * (packsA ? strips(secondCache) : packsB ? 1 : strips(firstCache));
  const rowsInCache = Math.floor(secondCache / (Math.max(1, depthStep) * tileRows * bytes)) * tileRows;
  return {
    method:
      !bAcross && aAlong && bAlong && rows < rowsWorthTransposing[relaxed ? 'relaxed' : 'plain'] ? 'dots' : 'tiles',
    packsA,
    packsB,
    rowBlock:
      columns <= columnBlock || packsA ? Math.max(1, rows) : Math.min(mostRows, Math.max(leastRows, rowsInCache)),
    columnBlock,
    depthBlocks: blocks === 1 ? 1 : Math.ceil(depth / depthStep),
    depthStep,
  };
}

/** Steps of the depth that a transposition may write too many. */
const overrun = 3;

/** Bytes of the work area: the packed part of A, then of B. */
export function scratchOf({ sizes }: Loops, plan: Plan): { readonly a: number; readonly b: number } {
  const [, columns = 1] = sizes.slice(sizes.length - rowsFromEnd);
  if (plan.method === 'dots') return { a: 0, b: 0 };
  const strips = Math.ceil(columns / stripColumns);
  return {
    a: plan.packsA ? (plan.depthStep + overrun) * tileRows * bytes : 0,
    b: plan.packsB ? (strips * plan.depthStep + overrun) * stripColumns * bytes : 0,
  };
}
