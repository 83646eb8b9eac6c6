import fc from 'fast-check';
import { FunctionBuilder } from '../../src/assembler/function-builder.js';
import { instantiate } from '../../src/assembler/instance.js';
import { assemble } from '../../src/assembler/module.js';
import { emitMatmul } from '../../src/matmul/emit-matmul.js';
import type { Epilogue, Matmul } from '../../src/matmul/matmul.js';
import { matmulScratchBytes } from '../../src/matmul/scratch.js';

/** How the axes of an operand lie in memory: their order, outermost first, gaps between elements, and which are shared. */
export type Layout = {
  /** Numbers to sort the axes by. */
  readonly order: readonly number[];
  /** Elements left out after each step of the innermost axis. */
  readonly gap: number;
  /** Axes along which the operand is the same. */
  readonly shared: readonly boolean[];
  /** Axes that are walked backwards. */
  readonly reversed: readonly boolean[];
};

export type MatmulCase = {
  readonly batch: readonly number[];
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: Layout;
  readonly b: Layout;
  readonly c: Layout;
  readonly streams: readonly Layout[];
  readonly variable: boolean;
  readonly seed: number;
};

const extent = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 17 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 70 }) },
);
const layout = fc.record({
  order: fc.oneof(
    { weight: 2, arbitrary: fc.constant([0, 1, 2, 3, 4]) },
    { weight: 2, arbitrary: fc.constant([0, 1, 2, 4, 3]) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 }) },
  ),
  gap: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
  shared: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  reversed: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }) },
  ),
});

/** Any product small enough to compute by definition. */
export const matmulCases: fc.Arbitrary<MatmulCase> = fc
  .record({
    batch: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    rows: extent,
    columns: fc.oneof({ weight: 8, arbitrary: extent }, { weight: 1, arbitrary: fc.integer({ min: 60, max: 150 }) }),
    depth: fc.oneof({ weight: 6, arbitrary: extent }, { weight: 1, arbitrary: fc.integer({ min: 190, max: 700 }) }),
    a: layout,
    b: layout,
    c: layout,
    streams: fc.array(layout, { maxLength: 3 }),
    variable: fc.boolean(),
    seed: fc.nat(1e6),
  })
  .filter(({ rows, columns, depth, batch }) => rows * columns * depth * size(batch) < 150_000);

/** Products large enough for packed operands and blocks of the depth. */
export const largeCases: fc.Arbitrary<MatmulCase> = fc.record({
  batch: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 1 }),
  rows: fc.integer({ min: 30, max: 50 }),
  columns: fc.integer({ min: 40, max: 80 }),
  depth: fc.integer({ min: 30, max: 1100 }),
  a: layout,
  b: layout,
  c: layout,
  streams: fc.array(layout, { maxLength: 2 }),
  variable: fc.boolean(),
  seed: fc.nat(1e6),
});

export const size = (shape: readonly number[]): number => shape.reduce((product, each) => product * each, 1);

/** Strides of axes laid out as told, and the elements from the first to behind the last. */
function strided(
  sizes: readonly number[],
  { order, gap, shared, reversed }: Layout,
): { strides: number[]; first: number; length: number } {
  const strides = sizes.map(() => 0);
  let next = 1 + gap;
  let [first, last] = [0, 0];
  const axes = sizes.map((_, axis) => axis).filter((axis) => !(shared[axis] ?? false));
  const rank = (axis: number): number => order[axis + 5 - sizes.length] ?? 0;
  for (const axis of axes.sort((x, y) => rank(y) - rank(x) || y - x)) {
    const backwards = reversed[axis] ?? false;
    const reach = next * ((sizes[axis] ?? 1) - 1);
    strides[axis] = backwards ? -next : next;
    first += backwards ? reach : 0;
    last += reach;
    next *= sizes[axis] ?? 1;
  }
  return { strides, first, length: last + 1 };
}

/** Operands may be shared along the batch axes alone, and backwards if their place is in a variable. */
const operand = (from: Layout, batch: number, variable: boolean): Layout => ({
  ...from,
  shared: from.shared.map((shared, axis) => shared && axis < batch),
  reversed: variable ? from.reversed : [],
});

/** C is shared nowhere; it and the streams go forwards. */
const result = (from: Layout): Layout => ({ ...from, shared: [], reversed: [] });

type Operand = { readonly at: number; readonly strides: readonly number[]; readonly length: number };

export type Run = {
  /** What the product should be, by place, and what it was. */
  readonly expected: readonly number[];
  readonly found: readonly number[];
  /** Indices of elements that do not belong to C and were written. */
  readonly strayed: readonly number[];
};

const guard = 16;
const marker = 7;

/** Runs a case on a memory of its own and by definition in float64; the epilogue is `sum·2 + Σ streams`. */
export function runMatmul(one: MatmulCase, { relaxed = false }: { relaxed?: boolean } = {}): Run {
  const { batch, rows, columns, depth } = one;
  const axes = batch.length;
  let next = guard;
  const regions: [from: number, to: number][] = [];
  const place = (sizes: readonly number[], from: Layout): Operand => {
    const { strides, first, length } = strided(sizes, from);
    const at = next + first;
    regions.push([next, next + length]);
    next += length + guard;
    return { at, strides, length };
  };
  const a = place([...batch, rows, depth], operand(one.a, axes, one.variable));
  const b = place([...batch, depth, columns], operand(one.b, axes, one.variable));
  const streams = one.streams.map((stream) => place([...batch, rows, columns], { ...stream, reversed: [] }));
  const c = place([...batch, rows, columns], result(one.c));
  const addresses = [a, b, c].map(({ at }) => at * 4);
  const epilogue: Epilogue = {
    streams: streams.map(({ at, strides }) => ({
      at: at * 4,
      batch: strides.slice(0, axes),
      row: strides[axes] ?? 0,
      column: strides[axes + 1] ?? 0,
    })),
    begin: (f) => {
      const two = f.local('v128');
      f.v128Const(2).set(two);
      return ({ sum, read }) => {
        f.get(sum).get(two).f32x4('mul');
        streams.forEach((_, stream) => {
          read(stream);
          f.f32x4('add');
        });
      };
    },
  };
  const stride = ({ strides }: Operand, axis: number): number => strides[axis] ?? 0;
  const product: Matmul = {
    batch: batch.map((count, axis) => ({
      size: count,
      a: stride(a, axis),
      b: stride(b, axis),
      c: stride(c, axis),
    })),
    rows,
    columns,
    depth,
    a: { row: stride(a, axes), depth: stride(a, axes + 1) },
    b: { depth: stride(b, axes), column: stride(b, axes + 1) },
    c: { row: stride(c, axes), column: stride(c, axes + 1) },
  };
  const matmul: Matmul = { ...product, relaxed, ...(streams.length === 0 ? {} : { epilogue }) };
  const scratch = next;
  const end = scratch + Math.ceil(matmulScratchBytes(product) / 4);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(((end + guard) * 4) / 65_536) });
  const values = new Float32Array(memory.buffer);
  // What lies between the operands must not count.
  values.fill(NaN, 0, next);
  regions.forEach(([from, to], at) => fill(values.subarray(from, to), one.seed + at));
  values.fill(marker, c.at - guard, c.at + c.length + guard);
  values.fill(marker, end);
  const before = values.slice();
  const f = new FunctionBuilder({ name: 'run', params: ['i32', 'i32', 'i32', 'i32'] });
  const [pa, pb, pc, ps] = f.params;
  const [aa = 0, ab = 0, ac = 0] = addresses;
  if (one.variable && pa && pb && pc && ps) emitMatmul(f, matmul, { a: pa, b: pb, c: pc, scratch: ps });
  else emitMatmul(f, matmul, { a: aa, b: ab, c: ac, scratch: scratch * 4 });
  instantiate(assemble([f]), memory)['run']?.(aa, ab, ac, scratch * 4);

  const written = new Set<number>();
  const [expected, found]: [number[], number[]] = [[], []];
  const sizes = [...batch, rows, columns];
  const offset = (place: readonly number[], { at, strides }: Operand): number =>
    place.reduce((sum, position, axis) => sum + position * (strides[axis] ?? 0), at);
  for (let number = 0; number < size(sizes); number++) {
    const position = positionOf(number, sizes);
    const [outer, [row = 0, column = 0]] = [position.slice(0, axes), position.slice(axes)];
    const [startA, startB] = [offset([...outer, row], a), offset([...outer, 0, column], b)];
    let sum = 0;
    for (let k = 0; k < depth; k++)
      sum += (before[startA + k * stride(a, axes + 1)] ?? NaN) * (before[startB + k * stride(b, axes)] ?? NaN);
    const added = streams.reduce((total, stream) => total + (before[offset(position, stream)] ?? NaN), 0);
    expected.push(streams.length === 0 ? sum : 2 * sum + added);
    const at = offset(position, c);
    found.push(values[at] ?? NaN);
    written.add(at);
  }
  const strayed = Array.from(values.keys()).filter(
    (at) => (at < scratch || at >= end) && !written.has(at) && !Object.is(values[at], before[at]),
  );
  return { expected, found, strayed };
}

function positionOf(number: number, sizes: readonly number[]): number[] {
  let rest = number;
  return sizes
    .map((_, axis) => sizes[sizes.length - 1 - axis] ?? 1)
    .map((extent) => {
      const at = rest % extent;
      rest = Math.floor(rest / extent);
      return at;
    })
    .reverse();
}

/** Numbers in −1 … 1 from a seed. */
function fill(values: Float32Array, seed: number): void {
  let state = seed + 1;
  for (let at = 0; at < values.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[at] = state / 2 ** 31 - 1;
  }
}
