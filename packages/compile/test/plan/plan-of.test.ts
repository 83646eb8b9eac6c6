import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input, uniform } from '../../src/build/constants.js';
import { map } from '../../src/build/map.js';
import { matmul } from '../../src/build/matmul.js';
import { reduce } from '../../src/build/reduce.js';
import { broadcast, permute, reshape } from '../../src/build/views.js';
import { Graph } from '../../src/graph/graph.js';
import type { Node } from '../../src/graph/node.js';
import { planOf } from '../../src/plan/plan-of.js';
import { evaluate } from '../reference/interpret.js';
import { feedsOf, graphs } from './random-graphs.js';
import { runPlan } from './run-plan.js';

const float = (graph: Graph, name: string, shape: number[]): Node => input(graph, name, shape, 'float32');
const number = (graph: Graph, value: number): Node => uniform(graph, value, [], 'float32');

describe('planOf', () => {
  it('means what the graph means', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (made, seed) => {
        const feeds = feedsOf(made, seed);
        const expected = evaluate(
          made.graph,
          made.outputs,
          new Map(made.inputs.map((node, i) => [node, feeds[i] as Float32Array])),
        );
        const found = runPlan(planOf(made.graph, made.inputs, made.outputs), feeds);
        expected.forEach((values, i) => {
          const other = found[i] as Float32Array;
          expect(other.length).toBe(values.length);
          values.forEach((value, at) => {
            const [a, b] = [value, other[at] as number];
            if (Number.isFinite(a)) expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(a)));
            else expect(b).toBe(a);
          });
        });
      }),
      { numRuns: 600 },
    );
  });

  it('fuses a dense layer with its activation into one product', () => {
    const graph = new Graph();
    const product = matmul(graph, float(graph, 'x', [25, 10, 40]), float(graph, 'w', [25, 40, 40]));
    const out = map(graph, 'relu', map(graph, 'add', product, float(graph, 'b', [25, 1, 40])));
    expect(planOf(graph, [], [out]).kernels.map(({ kind }) => kind)).toEqual(['matmul']);
  });

  it('fuses a loss into one reduction, whatever stands before and after the sum', () => {
    const graph = new Graph();
    const difference = map(graph, 'sub', float(graph, 'a', [5, 10, 1]), float(graph, 'b', [5, 10, 1]));
    const mean = map(graph, 'mul', reduce(graph, 'sum', map(graph, 'square', difference), [1, 2]), number(graph, 0.1));
    expect(planOf(graph, [], [reshape(graph, mean, [5])]).kernels.map(({ kind }) => kind)).toEqual(['reduce']);
  });

  it('reads transposed and broadcast operands where they lie', () => {
    const graph = new Graph();
    const [x, w] = [float(graph, 'x', [4, 7, 5]), float(graph, 'w', [5, 3])];
    const out = matmul(
      graph,
      permute(graph, broadcast(graph, permute(graph, w, [1, 0]), [4, 3, 5]), [0, 2, 1]),
      permute(graph, w, [1, 0]),
    );
    const plan = planOf(graph, [], [matmul(graph, x, out)]);
    expect(plan.kernels.map(({ kind }) => kind)).toEqual(['matmul', 'matmul']);
  });

  it('computes once what is dear and used twice, and what is used at more places than it has', () => {
    const graph = new Graph();
    const root = map(graph, 'exp', float(graph, 'x', [6]));
    const twice = [map(graph, 'neg', root), map(graph, 'square', root)];
    expect(planOf(graph, [], twice).kernels).toHaveLength(3);
    const other = new Graph();
    const row = map(other, 'square', float(other, 'row', [1, 6]));
    expect(planOf(other, [], [map(other, 'add', row, float(other, 'y', [9, 6]))]).kernels).toHaveLength(2);
  });

  it('gives every output a buffer of its own that a kernel writes, inputs and constants too', () => {
    const graph = new Graph();
    const x = float(graph, 'x', [3]);
    const plan = planOf(
      graph,
      [x],
      [x, uniform(graph, 2, [2], 'float32'), permute(graph, float(graph, 'm', [2, 3]), [1, 0])],
    );
    expect(plan.kernels.map(({ kind }) => kind)).toEqual(['map', 'map', 'map']);
    expect(new Set(plan.outputs).size).toBe(3);
    expect(plan.outputs).not.toContain(plan.inputs[0]);
  });

  it('keeps no node that no output needs', () => {
    const graph = new Graph();
    const x = float(graph, 'x', [3]);
    map(graph, 'exp', x);
    expect(planOf(graph, [x], [map(graph, 'neg', x)]).kernels).toHaveLength(1);
  });
});
