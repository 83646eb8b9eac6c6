import { seed, useBackend } from '@innerloop/core';
import type { ParamTree, Tensor, Tree } from '@innerloop/core';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { leastRecentlyUsed, leastUsed, ntmAccess, ntmAddress, ntmWrite } from '../../src/index.js';
import type { MemoryAccess } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const normal = (shape: number[], name: string): Tensor => seed(6).fold(name).draw('normal', shape);
const close = (found: Tensor, wanted: Tensor): void => expectTreesClose(found, wanted, { absolute: 1e-6 });

/** The states after each of some steps of random numbers from a controller. */
function states<State extends Tree>(access: MemoryAccess<State>, steps: number): readonly State[] {
  let state = access.start(2);
  return Array.from({ length: steps }, (_, step) => {
    state = access.advance(tf.mul(3, normal([2, access.inputs], `step ${step}`)), state).state;
    return state;
  });
}

describe('leastUsed', () => {
  it('finds the rows of smallest usage in order, the first of equal ones first, and gives no slope', () => {
    const usage = tf.tensor2d([
      [3, 0, 2, 0],
      [1, 1, 1, 0.5],
    ]);
    const rows = tf.argMax(leastUsed(usage, 3), 2).arraySync();
    expect(rows).toEqual([
      [1, 3, 2],
      [3, 0, 1],
    ]);
    expect(tf.sum(leastUsed(usage, 3), 2).arraySync()).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });
});

describe('leastRecentlyUsed', () => {
  it('keeps the mass of usage, γ times the last and 2 for each head, and of each focus, 1', () => {
    const after = states(leastRecentlyUsed({ rows: 7, width: 3 }), 3);
    const mass = (state: { usage: Tensor }): number => (tf.sum(state.usage, 1).arraySync() as number[])[1] as number;
    expect(after.map(mass)).toEqual([
      expect.closeTo(8.99, 4),
      expect.closeTo(16.9001, 4),
      expect.closeTo(24.731099, 4),
    ]);
    for (const { weights } of after) close(tf.sum(weights, 2), tf.ones([2, 4]));
  });

  it('recalls every item exactly when it writes to fresh rows and cosines are sharp', () => {
    const items = 6;
    const access = leastRecentlyUsed({ rows: items, width: 8, readHeads: 1, strength: 1e4 });
    const keys = Array.from({ length: items }, (_, item) => normal([1, 8], `item ${item}`));
    const said = (key: Tensor, gate: number): Tensor => tf.concat([key, tf.fill([1, 1], gate)], 1);
    let state = access.start(1);
    for (const key of keys) state = access.advance(said(key, -100), state).state;
    for (const key of keys) {
      // To where it was read last nothing foreign is written: the key stands there already, once more on the row of the last item.
      const weights = tf.softmax(tf.mul(1e4, cosines(tf.tanh(key), state.memory)));
      close(tf.matMul(weights, state.memory), tf.expandDims(tf.tanh(key), 0));
    }
  });

  it('writes to where it read with an open gate, and to the least used row, erased, with a closed one', () => {
    const access = leastRecentlyUsed({ rows: 3, width: 2, readHeads: 1 });
    const begin = {
      memory: tf.tensor3d([
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      ]),
      weights: tf.tensor3d([[[0, 1, 0]]]),
      usage: tf.tensor2d([[2, 1, 0.5]]),
    };
    const key = [Math.tanh(0.3), Math.tanh(-0.2)] as const;
    const written = (gate: number): Tensor => access.advance(tf.tensor2d([[0.3, -0.2, gate]]), begin).state.memory;
    close(
      written(100),
      tf.tensor3d([
        [
          [1, 2],
          [3 + key[0], 4 + key[1]],
          [0, 0],
        ],
      ]),
    );
    close(written(-100), tf.tensor3d([[[1, 2], [3, 4], [...key]]]));
  });

  it.each([1, 'learned'] as const)(
    'has the gradient of finite differences where usages are far apart, strength %s',
    (strength) => {
      const access = leastRecentlyUsed({ rows: 4, width: 2, readHeads: 2, strength });
      const at = (params: ParamTree): Tensor => {
        const usages = [tf.tensor2d([[9, 1, 5, 3]]), tf.tensor2d([[2, 8, 4, 6]])];
        let state = { ...access.start(1), memory: params['memory'] as Tensor };
        const reads = usages.map((usage, step) => {
          const next = access.advance(params[`said${step}`] as Tensor, { ...state, usage });
          state = next.state;
          return next.read;
        });
        return tf.mul(tf.concat(reads, 1), normal([1, 8], 'weights'));
      };
      const said = [0, 1].map((step) => [`said${step}`, normal([1, access.inputs], `said ${step}`)] as const);
      checkGradients(at, { ...Object.fromEntries(said), memory: normal([1, 4, 2], 'memory') });
    },
  );

  it('begins with a learned strength of 10 where the controller says nothing of it', () => {
    const [learned, fixed] = (['learned', 1 + Math.log1p(Math.exp(9))] as const).map((strength) =>
      leastRecentlyUsed({ rows: 4, width: 2, readHeads: 1, strength }),
    ) as [ReturnType<typeof leastRecentlyUsed>, ReturnType<typeof leastRecentlyUsed>];
    const state = { ...learned.start(1), memory: normal([1, 4, 2], 'memory') };
    const { read } = learned.advance(tf.tensor2d([[0.3, -0.2, 0.5, 0]]), state);
    close(read, fixed.advance(tf.tensor2d([[0.3, -0.2, 0.5]]), state).read);
  });

  it('reads what it has just written', () => {
    const access = leastRecentlyUsed({ rows: 3, width: 2, readHeads: 1, strength: 1e4 });
    const { read } = access.advance(tf.tensor2d([[0.3, -0.2, -100]]), access.start(1));
    close(read, tf.tensor2d([[Math.tanh(0.3), Math.tanh(-0.2)]]));
  });
});

const cosines = (a: Tensor, memory: Tensor): Tensor => {
  const unit = (x: Tensor): Tensor => tf.div(x, tf.norm(x, 2, -1, true));
  return tf.matMul(unit(tf.reshape(a, [1, 1, a.size])), unit(memory), false, true);
};

describe('ntmAddress', () => {
  const memory = normal([2, 5, 3], 'memory');
  const keys = normal([2, 2, 3], 'keys');
  const last = tf.softmax(normal([2, 2, 5], 'last'));
  const told = (value: number): Tensor => tf.fill([2, 2, 1], value);
  const shift = (weights: number[]): Tensor => tf.broadcastTo(tf.tensor3d([[weights]]), [2, 2, 3]);
  const still = { keys, strength: told(2), gate: told(1), shift: shift([0, 1, 0]), sharpening: told(1) };

  it('is pure content addressing with g = 1, no shift and γ = 1', () => {
    const unit = (x: Tensor): Tensor => tf.div(x, tf.norm(x, 2, -1, true));
    const cosine = tf.matMul(unit(keys), unit(memory), false, true);
    close(ntmAddress(memory, last, still), tf.softmax(tf.mul(2, cosine)));
  });

  it('moves the focus by one with g = 0, around the end, and sharpens it', () => {
    const moved = ntmAddress(memory, last, { ...still, gate: told(0), shift: shift([0, 0, 1]) });
    const wanted = tf.concat([tf.slice(last, [0, 0, 4], [2, 2, 1]), tf.slice(last, [0, 0, 0], [2, 2, 4])], 2);
    close(moved, wanted);
    const squares = tf.square(last);
    close(
      ntmAddress(memory, last, { ...still, gate: told(0), sharpening: told(2) }),
      tf.div(squares, tf.sum(squares, 2, true)),
    );
  });
});

describe('ntmAccess', () => {
  it('keeps every focus on the simplex', () => {
    for (const { reading, writing } of states(ntmAccess({ rows: 5, width: 3, writeHeads: 2 }), 4)) {
      for (const focus of [reading, writing]) {
        expect(tf.min(focus).dataSync()[0]).toBeGreaterThanOrEqual(0);
        close(tf.sum(focus, 2), tf.onesLike(tf.sum(focus, 2)));
      }
    }
  });

  it('erases, then adds, where the focus is', () => {
    const memory = tf.tensor3d([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    const written = ntmWrite(memory, {
      weights: tf.tensor3d([[[0, 1]]]),
      erase: tf.tensor3d([[[1, 0.5]]]),
      add: tf.tensor3d([[[7, 8]]]),
    });
    close(
      written,
      tf.tensor3d([
        [
          [1, 2],
          [7, 10],
        ],
      ]),
    );
  });
});
