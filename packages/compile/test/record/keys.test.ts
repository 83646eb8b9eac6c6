import { seed } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { drawValues } from '../../src/record/key.js';
import { record } from '../../src/record/record.js';
import type { Recordable } from '../../src/record/record.js';
import { eager, recorded } from './support/both.js';
import { onCpu } from './support/cpu.js';

onCpu();

describe('draws of a key', () => {
  it('are inputs whose values the real key gives', () => {
    const f: Recordable = (_, keyOf) => {
      const key = keyOf('run');
      return [
        key.draw('uniform', [3]),
        key.fold('a').draw('normal', [2, 2]),
        key.fold(1).fold('b').draw('permutation', [5]),
        key.fold('a').draw('uniform', [2], 3),
        key.from(2).fold('a').draw('uniform', [2], 3),
        key.from(2).from(1).draw('permutation', [4], 2),
        key.from(5).draw('uniform', [3]),
      ];
    };
    expect(recorded(f, [], seed(7))).toEqual(eager(f, [], seed(7)));
    expect(recorded(f, [], seed(8))).not.toEqual(eager(f, [], seed(7)));
  });
  it('are one input where they are the same, and several where they are not', () => {
    const { draws, inputs } = record((_, keyOf) => {
      const key = keyOf('run');
      return [
        key.fold('a').draw('uniform', [2], 3),
        key.fold('a').draw('uniform', [2], 3),
        key.from(1).fold('a').draw('uniform', [2], 3),
        key.fold('a').from(1).draw('uniform', [2], 3),
        key.from(4).fold('a').draw('uniform', [2]),
        key.fold('a').draw('uniform', [2]),
        key.fold('1').draw('uniform', [2]),
        key.fold(1).draw('uniform', [2]),
        key.fold(1).draw('normal', [2]),
        keyOf('other').fold(1).draw('normal', [2]),
      ].map((tensor) => tf.square(tensor));
    }, []);
    expect(draws.map(({ key, folds, from, distribution, tasks }) => [key, folds, from, distribution, tasks])).toEqual([
      ['run', ['a'], 0, 'uniform', 3],
      ['run', ['a'], 1, 'uniform', 3],
      ['run', ['a'], 0, 'uniform', undefined],
      ['run', ['1'], 0, 'uniform', undefined],
      ['run', [1], 0, 'uniform', undefined],
      ['run', [1], 0, 'normal', undefined],
      ['other', [1], 0, 'normal', undefined],
    ]);
    expect(inputs).toEqual(draws.map(({ node }) => node));
    expect(new Set(inputs.map(({ name }) => name)).size).toBe(inputs.length);
  });
  it('come after the arguments, and are owned by whoever replays them', () => {
    const { draws, inputs } = record(
      ([x], keyOf) => [tf.add(x!, keyOf('run').draw('permutation', [3]))],
      [{ name: 'x', shape: [3], dtype: 'float32' }],
    );
    expect(inputs.map(({ name }) => name).slice(0, 1)).toEqual(['x']);
    expect(draws[0]!.node).toBe(inputs[1]);
    expect(draws[0]!.node.dtype).toBe('int32');
    const before = tf.memory().numTensors;
    const values = drawValues(draws[0]!, seed(3));
    expect(tf.memory().numTensors).toBe(before + 1);
    values.dispose();
  });
});
