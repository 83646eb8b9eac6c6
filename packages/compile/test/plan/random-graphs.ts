import fc from 'fast-check';
import { input, iota, uniform } from '../../src/build/constants.js';
import { concat, gather, pad, scatter } from '../../src/build/indexing.js';
import { map } from '../../src/build/map.js';
import { matmul } from '../../src/build/matmul.js';
import { argReduce, cumulate, reduce } from '../../src/build/reduce.js';
import { broadcast, permute, reshape, slice } from '../../src/build/views.js';
import { Graph } from '../../src/graph/graph.js';
import type { Node } from '../../src/graph/node.js';
import { sizeOf, withOnes } from '../../src/graph/shapes.js';

/** A graph with inputs and outputs: what a recording gives. */
export interface Made {
  readonly graph: Graph;
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
}

type Choose = (count: number) => number;
type Rule = (graph: Graph, pool: readonly Node[], choose: Choose) => Node | undefined;

/** One of the latest nodes: chains grow long. */
const pick = (pool: readonly Node[], choose: Choose): Node =>
  pool[pool.length - 1 - choose(Math.min(pool.length, 4))] as Node;
const fits = (a: Node, b: Node): boolean =>
  a.shape.every((_, back) => {
    const [x, y] = [a.shape.at(-1 - back) ?? 1, b.shape.at(-1 - back) ?? 1];
    return x === y || x === 1 || y === 1;
  });
const axisOf = (x: Node, choose: Choose): number => choose(x.shape.length);
const withAxis =
  (rule: (graph: Graph, x: Node, axis: number, choose: Choose) => Node): Rule =>
  (graph, pool, choose) => {
    const x = pick(pool, choose);
    return x.shape.length === 0 ? undefined : rule(graph, x, axisOf(x, choose), choose);
  };
const indices = (graph: Graph, x: Node): Node => {
  const flat = reshape(graph, x, [sizeOf(x.shape)]);
  return map(graph, 'toInt32', map(graph, 'abs', flat));
};

const rules: readonly Rule[] = [
  (graph, pool, choose) =>
    map(
      graph,
      (['neg', 'abs', 'square', 'relu', 'tanh', 'exp'] as const)[choose(6)] as 'neg',
      map(graph, 'min', pick(pool, choose), uniform(graph, 2, [], 'float32')),
    ),
  (graph, pool, choose) => {
    const a = pick(pool, choose);
    const others = pool.filter((b) => fits(a, b));
    return map(graph, (['add', 'sub', 'mul', 'max', 'min'] as const)[choose(5)] as 'add', a, pick(others, choose));
  },
  (graph, pool, choose) =>
    map(
      graph,
      (['mul', 'add', 'div'] as const)[choose(3)] as 'mul',
      pick(pool, choose),
      uniform(graph, choose(4) + 1, [], 'float32'),
    ),
  (graph, pool, choose) => {
    const a = pick(pool, choose);
    const b = pick(
      pool.filter((other) => fits(a, other)),
      choose,
    );
    return map(graph, 'select', map(graph, 'less', a, b), a, b);
  },
  (graph, pool, choose) => {
    const x = pick(pool, choose);
    const last = x.shape.at(-1);
    return last === undefined ? undefined : map(graph, 'add', x, iota(graph, last, x.shape.length, 'float32'));
  },
  (graph, pool, choose) => reshape(graph, ...((x: Node) => [x, [sizeOf(x.shape)]] as const)(pick(pool, choose))),
  (graph, pool, choose) =>
    reshape(
      graph,
      ...((x: Node) => [x, x.shape.flatMap((size) => (size % 2 === 0 ? [2, size / 2] : [size, 1]))] as const)(
        pick(pool, choose),
      ),
    ),
  withAxis((graph, x, axis) => permute(graph, x, [...x.shape.keys()].filter((at) => at !== axis).concat(axis))),
  withAxis((graph, x, axis, choose) => {
    const begin = x.shape.map((size, at) => (at === axis ? choose(size) : 0));
    return slice(
      graph,
      x,
      begin,
      x.shape.map((size, at) => size - (begin[at] as number)),
    );
  }),
  withAxis((graph, x, axis) =>
    slice(
      graph,
      x,
      x.shape.map((size, at) => (at === axis ? size - 1 : 0)),
      x.shape,
      x.shape.map((_, at) => (at === axis ? -1 : 1)),
    ),
  ),
  (graph, pool, choose) => {
    const x = pick(pool, choose);
    return broadcast(graph, x, [choose(3) + 1, ...x.shape]);
  },
  withAxis((graph, x, axis, choose) =>
    reduce(
      graph,
      (['sum', 'max', 'min'] as const)[choose(3)] as 'sum',
      x,
      choose(2) === 0 ? [axis] : [...x.shape.keys()],
    ),
  ),
  withAxis((graph, x, axis) => map(graph, 'toFloat32', argReduce(graph, 'max', x, axis))),
  withAxis((graph, x, axis, choose) => cumulate(graph, 'sum', x, axis, choose(2) === 0)),
  withAxis((graph, x, axis) => concat(graph, [x, map(graph, 'neg', x)], axis)),
  withAxis((graph, x, axis, choose) =>
    pad(
      graph,
      x,
      x.shape.map((_, at) => (at === axis ? choose(3) : 0)),
      x.shape.map((size, at) => (at === axis ? size + 3 : size)),
      0.5,
    ),
  ),
  (graph, pool, choose) => {
    const [x, by] = [pick(pool, choose), pick(pool, choose)];
    return x.shape.length === 0 ? undefined : gather(graph, x, indices(graph, by));
  },
  withAxis((graph, x, _axis, choose) =>
    scatter(
      graph,
      x,
      indices(
        graph,
        reshape(
          graph,
          slice(
            graph,
            x,
            x.shape.map(() => 0),
            withOnes(x.shape, [...x.shape.keys()].slice(1)),
          ),
          [x.shape[0] as number],
        ),
      ),
      choose(4) + 1,
    ),
  ),
  (graph, pool, choose) => {
    const x = pick(pool, choose);
    if (x.shape.length < 2) return undefined;
    const turned = permute(
      graph,
      x,
      [...x.shape.keys()].map((at) => (at < x.shape.length - 2 ? at : 2 * x.shape.length - 3 - at)),
    );
    return choose(2) === 0 ? matmul(graph, x, turned) : matmul(graph, turned, x);
  },
];

const mostElements = 300;

interface Recipe {
  readonly shapes: readonly (readonly number[])[];
  readonly choices: readonly number[];
}

const recipes: fc.Arbitrary<Recipe> = fc.record({
  shapes: fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  choices: fc.array(fc.nat({ max: 5040 }), { minLength: 30, maxLength: 90 }),
});

function build(graph: Graph, { shapes, choices }: Recipe, name: string): Made {
  let at = 0;
  const choose: Choose = (count) => (choices[at++] ?? 0) % Math.max(1, count);
  const inputs = shapes.map((shape, i) => input(graph, `${name}${i}`, shape, 'float32'));
  const pool: Node[] = [...inputs];
  while (at < choices.length) {
    const made = (rules[choose(rules.length)] as Rule)(graph, pool, choose);
    if (made !== undefined && sizeOf(made.shape) <= mostElements && made.shape.length <= 5) pool.push(made);
  }
  return { graph, inputs, outputs: pool.slice(-3) };
}

/** Random graphs over float32 inputs of small sizes, their last nodes the outputs. */
export const graphs: fc.Arbitrary<Made> = recipes.map((recipe) => build(new Graph(), recipe, 'x'));

/** The same twice in one graph, of other inputs: every kernel is there twice, but for addresses. */
export const twins: fc.Arbitrary<Made> = recipes.map((recipe) => {
  const graph = new Graph();
  const [x, y] = [build(graph, recipe, 'x'), build(graph, recipe, 'y')];
  return { graph, inputs: [...x.inputs, ...y.inputs], outputs: [...x.outputs, ...y.outputs] };
});

/** Numbers for a graph's inputs. */
export const feedsOf = ({ inputs }: Made, seed: number): Float32Array[] =>
  inputs.map(({ shape }, i) =>
    Float32Array.from({ length: sizeOf(shape) }, (_, at) => Math.sin(seed + 31 * i + 1.7 * at) * 1.5),
  );
