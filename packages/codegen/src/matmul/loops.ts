import type { MatmulAxis, Matmul } from './matmul.js';

const bytes = 4;

/** Strides in bytes along the loops: the batch axes, then rows, columns and depth. */
export type Strides = readonly number[];

/**
 * A product as loops: sizes of the batch axes, then rows, columns and depth, and how each operand moves along them.
 * C and the epilogue's streams do not move along the depth, A not along the columns, B not along the rows.
 */
export type Loops = {
  readonly sizes: readonly number[];
  readonly a: Strides;
  readonly b: Strides;
  readonly c: Strides;
  readonly streams: readonly Strides[];
  /** The loops' A is the caller's B, and the other way round: the transposed product. */
  readonly swapped: boolean;
};

/** The loops' places from the end of their list. */
export const rowsFromEnd = 3;
export const columnsFromEnd = 2;
export const depthFromEnd = 1;

type Change = (strides: Strides, operand: 'a' | 'b' | 'c') => Strides;

function mapped(loops: Loops, sizes: readonly number[], change: Change): Loops {
  const { a, b, c, streams, swapped } = loops;
  return {
    sizes,
    a: change(a, 'a'),
    b: change(b, 'b'),
    c: change(c, 'c'),
    streams: streams.map((stream) => change(stream, 'c')),
    swapped,
  };
}

const operands = ({ a, b, c, streams }: Loops): readonly Strides[] => [a, b, c, ...streams];

/** Strides of axes of size one say nothing: zero. */
function settled(loops: Loops): Loops {
  return mapped(loops, loops.sizes, (strides) => strides.map((stride, at) => (loops.sizes[at] === 1 ? 0 : stride)));
}

/** Whether going through `outer` and, inside, `inner` is one walk with the strides of `inner`. */
function joins(loops: Loops, outer: number, inner: number): boolean {
  const { sizes, a, b } = loops;
  if (sizes[outer] === 1) return true;
  const size = sizes[inner] ?? 1;
  if (size > 1) return operands(loops).every((strides) => strides[outer] === (strides[inner] ?? 0) * size);
  if (inner === sizes.length - rowsFromEnd) return b[outer] === 0;
  return inner === sizes.length - columnsFromEnd ? a[outer] === 0 : true;
}

function join(loops: Loops, outer: number, inner: number): Loops {
  const sizes = loops.sizes.map((size, at) => (at === inner ? size * (loops.sizes[outer] ?? 1) : size));
  const single = loops.sizes[inner] === 1;
  const without = <T>(list: readonly T[]): T[] => list.filter((_, at) => at !== outer);
  return mapped(loops, without(sizes), (strides) =>
    without(strides.map((stride, at) => (at === inner && single ? (strides[outer] ?? 0) : stride))),
  );
}

/** Batch axes are joined with one another, with the rows or with the columns wherever that is one walk. */
function joined(loops: Loops): Loops {
  const axes = loops.sizes.length - rowsFromEnd;
  for (let outer = axes - 1; outer >= 0; outer--) {
    const inner = [axes, axes + 1, outer + 1].find((loop) => joins(loops, outer, loop));
    if (inner !== undefined) return joined(join(loops, outer, inner));
  }
  return loops;
}

/** The same product transposed: `Cᵀ = Bᵀ · Aᵀ`. */
function transposed(loops: Loops): Loops {
  const rows = loops.sizes.length - rowsFromEnd;
  const turn = <T>(list: readonly T[]): T[] =>
    list.map((each, at) => (at === rows ? list[rows + 1] : at === rows + 1 ? list[rows] : each) ?? each);
  const { sizes, a, b, c, streams } = loops;
  return {
    sizes: turn(sizes),
    a: turn(b),
    b: turn(a),
    c: turn(c),
    streams: streams.map(turn),
    swapped: !loops.swapped,
  };
}

/** Vectors run along the columns: a single column is turned into a row, and a C that is stored by columns too. */
function oriented(loops: Loops): Loops {
  const rows = loops.sizes.length - rowsFromEnd;
  const [height = 1, width = 1] = loops.sizes.slice(rows);
  const [down, across] = loops.c.slice(rows);
  const turned = width === 1 ? height > 1 : across !== bytes && down === bytes;
  return turned ? transposed(loops) : loops;
}

/** The fewest loops that compute a product, with the wide axis where vectors run. */
export function loopsOf({ batch, rows, columns, depth, a, b, c, epilogue }: Matmul): Loops {
  const along = (operand: 'a' | 'b' | 'c', inner: readonly number[]): number[] =>
    [...batch.map((axis: MatmulAxis) => axis[operand]), ...inner].map((stride) => stride * bytes);
  const streams = (epilogue?.streams ?? []).map((stream) =>
    [...stream.batch, stream.row, stream.column, 0].map((stride) => stride * bytes),
  );
  const loops: Loops = {
    sizes: [...batch.map(({ size }) => size), rows, columns, depth],
    a: along('a', [a.row, 0, a.depth]),
    b: along('b', [0, b.column, b.depth]),
    c: along('c', [c.row, c.column, 0]),
    streams,
    swapped: false,
  };
  return oriented(joined(settled(loops)));
}
