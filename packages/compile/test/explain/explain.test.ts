import { describe, expect, it } from 'vitest';
import { input, uniform } from '../../src/build/constants.js';
import { map } from '../../src/build/map.js';
import { matmul } from '../../src/build/matmul.js';
import { reduce } from '../../src/build/reduce.js';
import { permute } from '../../src/build/views.js';
import { explainPlan } from '../../src/explain/explain-plan.js';
import { printGraph } from '../../src/explain/print-graph.js';
import { printKernel } from '../../src/explain/print-kernel.js';
import { Graph } from '../../src/graph/graph.js';
import { planOf } from '../../src/plan/plan-of.js';
import type { MapFunction } from '../../src/graph/functions.js';
import type { Buffer, Expression, Kernel, Plan } from '../../src/plan/plan.js';

/** `Σ tanh(a · bᵀ · 2)` over rows, for a `[4, 6]` and b `[5, 6]`. */
function example(): { readonly text: string; readonly plan: Plan } {
  const graph = new Graph();
  const [a, b] = [input(graph, 'a', [4, 6], 'float32'), input(graph, 'b', [5, 6], 'float32')];
  const product = matmul(graph, a, permute(graph, b, [1, 0]));
  const curved = map(graph, 'tanh', map(graph, 'mul', product, uniform(graph, 2, [], 'float32')));
  const sum = reduce(graph, 'sum', curved, [0]);
  map(graph, 'neg', sum); // what no output depends on is not printed
  return { text: printGraph(graph, [sum]), plan: planOf(graph, [a, b], [sum]) };
}

describe('explaining', () => {
  it('prints a graph, a line a node that matters', () => {
    expect(example().text).toBe(
      [
        '%0 = input "a" : f32[4, 6]',
        '%1 = input "b" : f32[5, 6]',
        '%2 = permute 1 0 (%1) : f32[6, 5]',
        '%3 = matmul (%0, %2) : f32[4, 5]',
        '%4 = uniform 2 : f32[]',
        '%5 = map mul (%3, %4) : f32[4, 5]',
        '%6 = map tanh (%5) : f32[4, 5]',
        '%7 = reduce sum over 0 (%6) : f32[1, 5]',
        'return %7',
      ].join('\n'),
    );
  });

  it('prints kernels with what was fused into them', () => {
    const buffer = (id: number, ...shape: readonly number[]): Buffer => ({ id, shape, dtype: 'float32', size: 1 });
    const out = { buffer: buffer(9, 4, 5), offset: 0, strides: [5, 1] };
    const bias: Expression = {
      kind: 'load',
      access: { buffer: buffer(2, 5), offset: 3, strides: [0, 1] },
      dtype: 'float32',
    };
    const result: Expression = { kind: 'result', dtype: 'float32' };
    const apply = (fn: MapFunction, ...operands: readonly Expression[]): Expression => ({
      kind: 'apply',
      fn,
      operands,
      dtype: 'float32',
    });
    const kernels: readonly (readonly [Kernel, string])[] = [
      [
        {
          kind: 'matmul',
          dims: [4, 5],
          depth: 6,
          a: { buffer: buffer(0, 4, 6), offset: 0, strides: [6, 0, 1] },
          b: { buffer: buffer(1, 5, 6), offset: 0, strides: [0, 6, 1] },
          epilogue: apply('relu', apply('add', result, bias)),
          out,
        },
        'matmul [4 5] depth 6: b9[5·d0 + d1] = Σ b0[6·d0 + d2] · b1[6·d1 + d2], then relu(add(result, b2[3 + d1]))',
      ],
      [
        { kind: 'reduce', fn: 'sum', dims: [4, 5], reduced: [true, false], value: bias, epilogue: result, out },
        'reduce sum [(4) 5]: b9[5·d0 + d1] = b2[3 + d1]',
      ],
      [
        {
          kind: 'map',
          dims: [4, 5],
          value: apply(
            'mul',
            { kind: 'number', value: 2, dtype: 'float32' },
            { kind: 'place', offset: 1, scales: [0, 2], dtype: 'int32' },
          ),
          out,
        },
        'map [4 5]: b9[5·d0 + d1] = mul(2, 1 + 2·d1)',
      ],
      [
        {
          kind: 'gather',
          rows: 7,
          count: 4,
          width: 5,
          source: buffer(0, 7, 5),
          indices: buffer(1, 4),
          out: out.buffer,
        },
        'gather 4 of 7 rows of 5: b9 from b0 by b1',
      ],
      [{ kind: 'allGather', source: buffer(0, 5), out: buffer(9, 2, 5) }, 'allGather: b9 [2 5] from b0 [5]'],
    ];
    for (const [kernel, text] of kernels) expect(printKernel(kernel)).toBe(text);
  });

  it('counts operations and bytes: a multiply-add is two, any function of an element one', () => {
    const { groups, ...all } = explainPlan(example().plan);
    expect(groups.map(({ kind, count }) => [kind, count])).toEqual([
      ['matmul', 1],
      ['reduce', 1],
    ]);
    // 20 elements: a product of depth 6, two functions and an addition each.
    expect(groups.reduce((sum, { flops }) => sum + flops, 0)).toBe(20 * (12 + 2 + 1));
    expect(groups.map(({ bytes }) => bytes)).toEqual([4 * (24 + 30 + 20), 4 * (20 + 5)]);
    expect(all).toEqual({ kernels: 2, flops: 300, bytes: 396, inputs: 54, outputs: 5, constants: 0 });
  });
});
