import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { broadcast } from '../../src/primitives/broadcast.js';
import { onEveryBackend } from '../gradients/backends.js';
import type { Row } from '../gradients/derivative-table.js';
import { haveTheRightDerivatives } from '../gradients/derivative-table.js';

const rows: readonly Row[] = [
  ['along a new axis', (x) => broadcast(x, [4, 2, 3]), [[2, 3]], 3],
  ['along axes of one', (x) => broadcast(x, [2, 5, 3]), [[2, 1, 1]], 3],
  ['along both', (x) => broadcast(x, [2, 5, 3]), [[1, 3]], 3],
  ['of a scalar', (x) => broadcast(x, [2, 3]), [[]], 3],
  ['to the shape it has', (x) => broadcast(x, [2, 3]), [[2, 3]], 2],
];

describe('broadcast', () => haveTheRightDerivatives(rows));

onEveryBackend((start) => {
  beforeAll(start);

  it('repeats values, empty axes included', () => {
    const repeated = broadcast(tf.tensor([[1], [2]]), [2, 2, 3]);
    expect(repeated.shape).toEqual([2, 2, 3]);
    expect([...repeated.dataSync()]).toEqual([1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2]);
    expect(broadcast(tf.ones([1, 3]), [0, 3]).shape).toEqual([0, 3]);
  });

  it('refuses a shape that it does not broadcast to', () => {
    for (const shape of [[3], [2, 3, 3], [1]]) expect(() => broadcast(tf.ones([2, 3]), shape)).toThrow();
  });
});
