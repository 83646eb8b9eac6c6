import * as fc from 'fast-check';
import { constant, input, iota, uniform } from '../../src/build/constants.js';
import { concat, gather, pad, scatter } from '../../src/build/indexing.js';
import { cast, map } from '../../src/build/map.js';
import { matmul } from '../../src/build/matmul.js';
import { col2im, im2col } from '../../src/build/patches.js';
import { argReduce, cumulate, reduce } from '../../src/build/reduce.js';
import { solve } from '../../src/build/solve.js';
import { broadcast, permute, reshape, slice, transposed } from '../../src/build/views.js';
import { Graph } from '../../src/graph/graph.js';
import type { Node } from '../../src/graph/node.js';
import { broadcastShapes, sizeOf } from '../../src/graph/shapes.js';

/** One random choice: which kind of node, of which nodes that are there, and a number for what else is open. */
export interface Choice {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly detail: number;
}

export interface Case {
  readonly graph: Graph;
  readonly inputs: readonly Node[];
  readonly split: readonly boolean[];
  readonly outputs: readonly Node[];
}

const largest = 1 << 18;
const pick = <T>(list: readonly T[], at: number): T => list[at % list.length]!;

/** Whole numbers, so that sums in any order are the same: what may grow is taken modulo a small number now and then. */
class Growing {
  readonly graph = new Graph();
  readonly pool: Node[] = [];
  private readonly bounds = new Map<Node, number>();

  add(node: Node, bound: number): void {
    if (sizeOf(node.shape) > 600 || node.shape.length > 5) return;
    const small = map(this.graph, 'mod', cast(this.graph, node, 'float32'), uniform(this.graph, 7, [], 'float32'));
    const kept = bound > largest ? small : node;
    this.bounds.set(kept, bound > largest ? 7 : Math.max(bound, this.bounds.get(kept) ?? 0));
    this.pool.push(kept);
  }

  boundOf(node: Node): number {
    return this.bounds.get(node) ?? 7;
  }
}

function broadcastable(a: Node, b: Node): boolean {
  try {
    broadcastShapes([a.shape, b.shape]);
    return true;
  } catch {
    return false;
  }
}

const square = (image: number, batch: number) => ({
  batch,
  height: image,
  width: 1,
  channels: 1,
  kernelHeight: 2,
  kernelWidth: 1,
  strideHeight: 1,
  strideWidth: 1,
  dilationHeight: 1,
  dilationWidth: 1,
  padTop: 0,
  padLeft: 0,
  outHeight: image - 1,
  outWidth: 1,
});

/** The solution of systems whose matrices are one and depend on the tasks all the same: exact, whatever sums it takes. */
function solution(graph: Graph, x: Node): Node {
  const n = sizeOf(x.shape.slice(1));
  const columns = reshape(graph, x, [x.shape[0]!, n, 1]);
  const outer = map(graph, 'mul', columns, transposed(graph, columns));
  const unit = Float32Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0));
  const nothing = map(graph, 'mul', outer, uniform(graph, 0, [], 'float32'));
  return solve(graph, map(graph, 'add', nothing, constant(graph, unit, [1, n, n], 'float32')), columns);
}

/** Adds the chosen node, where the nodes that were picked allow it. */
function grow(growing: Growing, { kind, a, b, detail }: Choice): void {
  const { graph, pool } = growing;
  const [x, y] = [pick(pool, a), pick(pool, b)];
  const bound = growing.boundOf(x);
  const axes = [...x.shape.keys()];
  const axis = axes.length > 0 ? pick(axes, detail) : 0;
  const along = x.shape[axis] ?? 1;
  const real = (node: Node) => cast(graph, node, 'float32');
  const pair = broadcastable(x, y);
  const steps: readonly (() => void)[] = [
    () => pair && growing.add(map(graph, 'add', real(x), real(y)), bound + growing.boundOf(y)),
    () => pair && growing.add(map(graph, 'sub', real(x), real(y)), bound + growing.boundOf(y)),
    () => pair && growing.add(map(graph, 'mul', real(x), real(y)), bound * growing.boundOf(y)),
    () => pair && growing.add(map(graph, 'max', real(x), real(y)), Math.max(bound, growing.boundOf(y))),
    () => pair && growing.add(map(graph, 'select', map(graph, 'greater', real(x), real(y)), real(x), real(y)), largest),
    () => growing.add(map(graph, pick(['neg', 'relu', 'abs'] as const, detail), x), bound),
    () => growing.add(map(graph, 'mul', real(x), uniform(graph, 3, [], 'float32')), 3 * bound),
    () => axes.length > 0 && growing.add(reduce(graph, 'sum', x, [axis]), bound * along),
    () => growing.add(reduce(graph, 'sum', x, axes.slice(0, 1 + (detail % 3))), bound * sizeOf(x.shape)),
    () => axes.length > 0 && growing.add(reduce(graph, pick(['max', 'min'] as const, detail), x, [axis]), bound),
    () => axes.length > 0 && growing.add(argReduce(graph, pick(['max', 'min'] as const, detail), x, axis), along),
    () => axes.length > 0 && growing.add(cumulate(graph, 'sum', x, axis, detail % 2 === 0), bound * along),
    () => growing.add(permute(graph, x, [...axes.slice(axis), ...axes.slice(0, axis)]), bound),
    () => axes.length > 1 && growing.add(transposed(graph, x), bound),
    () => growing.add(reshape(graph, x, [sizeOf(x.shape)]), bound),
    () => growing.add(reshape(graph, x, [x.shape[0] ?? 1, 1, sizeOf(x.shape.slice(1))]), bound),
    () =>
      along % 2 === 0 &&
      growing.add(reshape(graph, x, [...x.shape.slice(0, axis), 2, along / 2, ...x.shape.slice(axis + 1)]), bound),
    () => axes.length > 1 && growing.add(reshape(graph, x, [x.shape[0]! * x.shape[1]!, ...x.shape.slice(2)]), bound),
    () => growing.add(broadcast(graph, x, [pick([2, 4], detail), ...x.shape]), bound),
    () =>
      along > 1 &&
      growing.add(
        slice(
          graph,
          x,
          axes.map((at) => Number(at === axis)),
          axes.map((at) => x.shape[at]! - Number(at === axis)),
        ),
        bound,
      ),
    () =>
      along > 1 &&
      growing.add(
        slice(
          graph,
          x,
          axes.map((at) => (at === axis ? along - 1 : 0)),
          x.shape,
          axes.map((at) => (at === axis ? -1 : 1)),
        ),
        bound,
      ),
    () => axes.length > 0 && growing.add(concat(graph, [x, map(graph, 'neg', x)], axis), bound),
    () =>
      growing.add(
        pad(
          graph,
          x,
          axes.map((at) => Number(at === axis)),
          axes.map((at) => x.shape[at]! + 2 * Number(at === axis)),
          1,
        ),
        bound + 1,
      ),
    () =>
      axes.length > 1 && growing.add(matmul(graph, real(x), transposed(graph, real(x))), bound ** 2 * x.shape.at(-1)!),
    () =>
      axes.length > 1 && growing.add(matmul(graph, transposed(graph, real(x)), real(x)), bound ** 2 * x.shape.at(-2)!),
    () => x.shape.at(-1) === 2 && axes.length > 1 && growing.add(matmul(graph, real(x), pool[2]!), 14 * bound),
    () => axes.length > 0 && growing.add(gather(graph, x, pool[3]!), bound),
    () =>
      axes.length > 0 &&
      x.shape[0] === pool[3]!.shape[0] &&
      growing.add(scatter(graph, x, pool[3]!, 3), bound * x.shape[0]!),
    () =>
      along > 1 &&
      axes.length > 1 &&
      x.shape[1]! > 1 &&
      growing.add(
        im2col(
          graph,
          reshape(graph, real(x), [x.shape[0]!, sizeOf(x.shape.slice(1)), 1, 1]),
          square(sizeOf(x.shape.slice(1)), x.shape[0]!),
        ),
        bound,
      ),
    () =>
      axes.length === 2 &&
      x.shape[1] === 2 &&
      x.shape[0]! % 2 === 0 &&
      growing.add(col2im(graph, real(x), square(x.shape[0]! / 2 + 1, 2)), 2 * bound),
    () => axes.length > 1 && sizeOf(x.shape.slice(1)) <= 8 && growing.add(solution(graph, real(x)), bound),
  ];
  pick(steps, kind)();
}

/** A graph of two inputs with `tasks` tasks in front and others that are the same on every thread, grown by random choices. */
export function graphOf(tasks: number, choices: readonly Choice[], last: number): Case {
  const growing = new Growing();
  const { graph } = growing;
  const inputs = [
    input(graph, 'x', [tasks, 3, 2], 'float32'),
    input(graph, 'y', [tasks], 'float32'),
    input(graph, 'w', [2, 3], 'float32'),
    input(graph, 'indices', [tasks], 'int32'),
    input(graph, 'whole', [tasks, 2], 'float32'),
  ];
  inputs.forEach((node) => growing.add(node, 7));
  growing.add(
    constant(
      graph,
      Float32Array.from({ length: 3 * tasks }, (_, i) => (i * 5) % 7),
      [tasks, 3, 1],
      'float32',
    ),
    7,
  );
  growing.add(iota(graph, tasks, 2), tasks);
  growing.add(uniform(graph, 2, [tasks, 1, 2], 'float32'), 2);
  choices.forEach((choice) => grow(growing, choice));
  return { graph, inputs, split: [true, true, false, true, false], outputs: growing.pool.slice(-last) };
}

export const choices: fc.Arbitrary<readonly Choice[]> = fc.array(
  fc.record({ kind: fc.nat(30), a: fc.nat(99), b: fc.nat(99), detail: fc.nat(11) }),
  { minLength: 1, maxLength: 24 },
);

/** Small whole numbers for the inputs of a case; indices reach one row too far. */
export const valuesOf = ({ inputs }: Case, seed: number): number[][] =>
  inputs.map(({ shape, dtype }, at) =>
    Array.from(
      { length: sizeOf(shape) },
      (_, i) => (((i + 3) * (seed + 7 * at + 1)) % 11) - (dtype === 'int32' ? 1 : 5),
    ).map((value) => (dtype === 'int32' ? value % 6 : value)),
  );
