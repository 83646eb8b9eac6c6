import { InvalidOptionError } from '@innerloop/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input } from '../../src/build/constants.js';
import { map } from '../../src/build/map.js';
import { matmul } from '../../src/build/matmul.js';
import { reduce } from '../../src/build/reduce.js';
import { reshape } from '../../src/build/views.js';
import { Graph } from '../../src/graph/graph.js';
import { chooseThreads } from '../../src/threads/choose-threads.js';
import { flopsOf } from '../../src/threads/flops.js';

describe('chooseThreads', () => {
  it('leaves small steps to one thread', () => {
    expect(chooseThreads('auto', { flops: 1.9e7, tasks: 4, available: 8 })).toBe(1);
    expect(chooseThreads('auto', { flops: 2e7, tasks: 4, available: 8 })).toBe(2);
  });

  it('takes what the machine has, as far as the tasks can be shared out', () => {
    expect(chooseThreads('auto', { flops: 1e10, tasks: 32, available: 6 })).toBe(4);
    expect(chooseThreads('auto', { flops: 1e10, tasks: 25, available: 8 })).toBe(5);
    expect(chooseThreads('auto', { flops: 1e10, tasks: 7, available: 6 })).toBe(1);
    expect(chooseThreads('auto', { flops: 1e10, tasks: 4, available: 1 })).toBe(1);
  });

  it('gives what is asked for, whatever the work, as far as the tasks can be shared out', () => {
    expect(chooseThreads(4, { flops: 10, tasks: 4, available: 2 })).toBe(4);
    expect(chooseThreads(4, { flops: 10, tasks: 6, available: 2 })).toBe(3);
  });

  it('shares the tasks out evenly, always', () => {
    const offer = fc.record({
      flops: fc.nat(1e9),
      tasks: fc.integer({ min: 1, max: 64 }),
      available: fc.integer({ min: 1, max: 64 }),
    });
    const law = fc.property(
      fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 64 })),
      offer,
      (asked, given) => {
        const threads = chooseThreads(asked, given);
        expect(given.tasks % threads).toBe(0);
        expect(threads).toBeLessThanOrEqual(asked === 'auto' ? given.available : asked);
      },
    );
    fc.assert(law);
  });

  it.each([0, -1, 1.5, NaN])('refuses %d threads', (threads) => {
    expect(() => chooseThreads(threads, { flops: 1, tasks: 4, available: 2 })).toThrow(InvalidOptionError);
  });
});

it('counts two operations for each term of a product and one for each element of the rest', () => {
  const graph = new Graph();
  const [a, b] = [input(graph, 'a', [2, 3, 4], 'float32'), input(graph, 'b', [4, 5], 'float32')];
  const product = matmul(graph, a, b);
  expect(flopsOf(product)).toBe(2 * 2 * 3 * 5 * 4);
  expect(flopsOf(map(graph, 'exp', product))).toBe(30);
  expect(flopsOf(reduce(graph, 'sum', product, [0, 1]))).toBe(30);
  expect(flopsOf(reshape(graph, product, [30])) + flopsOf(a)).toBe(0);
});
