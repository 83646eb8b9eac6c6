import { fc, test } from '@fast-check/vitest';
import { InvalidDataError, InvalidOptionError, seed, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromArrays } from '../../src/index.js';
import type { FromArraysOptions } from '../../src/index.js';
import { values } from '../values.js';

beforeAll(() => useBackend('cpu'));

/** Two classes of two examples, all of them in the one split. */
const size = { ways: 2, shots: 1, queries: 1, split: { train: 1, validation: 0, test: 0 } };
const labels = ['a', 'a', 'b', 'b'];

type Given = { readonly [K in keyof FromArraysOptions]?: unknown };
const make = (options: Given) => fromArrays({ labels, ...size, ...options } as FromArraysOptions);

/** All numbers of one task in rising order, and the shape of an example. */
async function drawn(options: Given): Promise<{ readonly x: number[]; readonly shape: readonly number[] }> {
  const episode = await (await make(options).open('train')).sample({ seed: seed(1), tasks: 1, params: {} });
  const shape = episode.support.x.shape.slice(2);
  const { support, query } = values(episode);
  return { x: [...support.x, ...query.x].sort((a, b) => a - b), shape };
}

const bytes = [0, 51, 102, 153, 204, 255, 0, 255];
const scaled = bytes.map((byte) => Math.fround(byte / 255)).sort((a, b) => a - b);
const pairs = <T>(of: (pair: number[]) => T): T[] => [0, 2, 4, 6].map((at) => of(bytes.slice(at, at + 2)));

describe('fromArrays has one scale for bytes: 255 is 1', () => {
  it.each([
    ['one Uint8Array', { x: Uint8Array.from(bytes), shape: [2] }],
    ['one Uint8ClampedArray, as a canvas gives', { x: Uint8ClampedArray.from(bytes), shape: [2] }],
    ['a part of a larger memory', { x: new Uint8ClampedArray(Uint8Array.of(9, ...bytes, 9).buffer, 1, 8), shape: [2] }],
    ['a list of Uint8Array', { x: pairs((pair) => Uint8Array.from(pair)) }],
    ['a list of Uint8ClampedArray', { x: pairs((pair) => Uint8ClampedArray.from(pair)) }],
    ['lists of lists of them', { x: pairs((pair) => [Uint8Array.from(pair)]), shape: [2] }],
    ['a Buffer', { x: Buffer.from(bytes), shape: [2] }],
  ])('in %s', async (_, options) => {
    expect((await drawn(options)).x.map(Math.fround)).toEqual(scaled);
  });

  it('and none for other numbers: they stand for themselves', async () => {
    const sorted = [...bytes].sort((a, b) => a - b);
    for (const kind of [Float32Array, Float64Array, Int16Array, Uint16Array, Int32Array, Uint32Array]) {
      expect((await drawn({ x: kind.from(bytes), shape: [2] })).x).toEqual(sorted);
      expect((await drawn({ x: pairs((pair) => kind.from(pair)) })).x).toEqual(sorted);
    }
    expect((await drawn({ x: BigInt64Array.from(bytes.map(BigInt)), shape: [2] })).x).toEqual(sorted);
    expect((await drawn({ x: pairs((pair) => pair) })).x).toEqual(sorted);
  });

  it('and refuses bytes beside other numbers', () => {
    expect(() => make({ x: [[1, 2], Uint8Array.of(1, 2), [1, 2], [1, 2]] })).toThrow(
      'bytes (Uint8Array, which stand for 0 … 1) and other numbers (which stand for themselves) are mixed, first at example 1.',
    );
    expect(() => make({ x: [Uint8Array.of(1), [2], [3], [4]] })).toThrow('first at example 1 at [0]');
    expect(() => make({ x: [Uint8Array.of(1), Float32Array.of(2), [3], [4]] })).toThrow('first at example 1');
  });
});

describe('fromArrays uses shape or refuses it', () => {
  it('gives list examples the form that is asked for', async () => {
    const x = pairs((pair) => [...pair, ...pair]);
    expect((await drawn({ x, shape: [2, 2, 1] })).shape).toEqual([2, 2, 1]);
    expect((await drawn({ x })).shape).toEqual([4]);
  });

  it('refuses one of another number of values, and what is no shape', () => {
    const x = pairs((pair) => pair);
    expect(() => make({ x, shape: [3] })).toThrow('shape [3] has 3 numbers, but each example of x is [2].');
    expect(() => make({ x, shape: [-1] })).toThrow("shape must be the lengths of one example's axes");
    expect(() => make({ x: new Float32Array(8), shape: 2 })).toThrow(InvalidDataError);
  });
});

describe('fromArrays names the first bad row', () => {
  const good = [1, 2];
  it.each<[string, unknown, string]>([
    ['text', [good, ['1', '2'], good, good], "example 1 at [0] is the text '1', but every value must be a number"],
    ['text for an example', [good, 'ab', good, good], "example 1 is the text 'ab'"],
    ['text first', [['1', '2'], good, good, good], "example 0 at [0] is the text '1'"],
    ['undefined', [good, good, [undefined, 1], good], 'example 2 at [0] is undefined'],
    ['a hole', [good, good, good, Object.assign(new Array(2), { 0: 1 })], 'example 3 at [1] is undefined'],
    ['a row that is undefined', [good, good, undefined, good], 'example 2 is undefined'],
    ['null', [good, [null, 2], good, good], 'example 1 at [0] is null'],
    ['NaN', [good, [1, NaN], good, good], 'example 1 at [1] is NaN, but every value must be a finite number'],
    ['infinity', [good, [1, -Infinity], good, good], 'example 1 at [1] is -Infinity'],
    ['more than float32 holds', [good, [1, 1e39], good, good], 'example 1 at [1] is 1e+39, beyond float32'],
    ['NaN in an array', [good, good, Float64Array.of(0, NaN), good], 'example 2 at [1] is NaN'],
    ['a BigInt', [good, [1n, 2n], good, good], 'example 1 at [0] is the BigInt 1'],
    ['truth values', [good, [true, false], good, good], 'example 1 at [0] is true'],
    ['rows of other lengths', [good, [1], good, good], 'example 1 is not numbers of shape [2]'],
    ['a number for a list', [good, 1, good, good], 'example 1 is not numbers of shape [2]'],
    ['a list for a number', [1, [1], 1, 1], 'example 1 is not numbers of shape []'],
    ['a deeper list', [good, [[1], [2]], good, good], 'example 1 is not numbers of shape [2]'],
    ['empty rows', [[], [], [], []], 'example 0 is an empty list'],
    ['nothing', undefined, 'expected x as an array of numbers or a list of examples, got undefined'],
    ['text for all', 'abcd', "expected x as an array of numbers or a list of examples, got the text 'abcd'"],
  ])('%s', (_, x, message) => {
    expect(() => make({ x })).toThrow(InvalidDataError);
    expect(() => make({ x })).toThrow(`fromArrays: ${message}`);
  });

  it('in blocks too', () => {
    const block = (x: unknown) => () => make({ x, shape: [2] });
    expect(block(Float32Array.of(1, 2, 3, NaN, 5, 6, 7, 8))).toThrow('number 1 of example 1 is NaN');
    expect(block(Float64Array.of(1, 2, 3, 4, 5, 6, 1e39, 8))).toThrow('number 0 of example 3 is 1e+39, beyond float32');
    expect(block(Int32Array.of(1, 2, 3, 4, 2 ** 24, 2 ** 24 + 1, 7, 8))).toThrow(
      'number 1 of example 2 is 16777217, and float32 holds whole numbers up to ±2^24',
    );
    expect(block(BigUint64Array.of(1n, 2n ** 60n, 3n, 4n, 5n, 6n, 7n, 8n))).toThrow('is 1152921504606846976');
    expect(block(new DataView(new ArrayBuffer(8)))).toThrow(InvalidDataError);
  });

  it('and says what to do with a tensor', () => {
    tf.tidy(() => {
      expect(() => make({ x: tf.ones([4, 2]) })).toThrow(
        'got a tensor. Pass its numbers: await tensor.data(), with shape: tensor.shape.slice(1).',
      );
      expect(() => make({ x: [tf.ones([2]), tf.ones([2])] })).toThrow('example 0 is a tensor');
      expect(() => make({ x: [1, 2, 3, 4], labels: tf.ones([4]) })).toThrow('expected a list of labels, got a tensor');
    });
  });

  it.each<[string, unknown[], string]>([
    ['undefined', ['a', undefined, 'b', 'b'], 'label 1 is undefined, but every label must be text or a finite number'],
    ['NaN', [0, 0, NaN, 1], 'label 2 is NaN'],
    ['null', ['a', 'a', 'b', null], 'label 3 is null'],
    ['an empty text', ['a', '', 'b', 'b'], 'label 1 is an empty text'],
    [
      'one-hot rows',
      [
        [1, 0],
        [1, 0],
        [0, 1],
        [0, 1],
      ],
      'label 0 is a list',
    ],
    [
      'a number and a text that read the same',
      [1, '1', 2, 2],
      "label 1 is the text '1', but the same name occurs as a number",
    ],
    ['fewer than examples', ['a', 'a', 'b'], 'got 3 labels and 4 numbers'],
  ])('of labels: %s', (_, bad, message) => {
    expect(() => make({ x: [1, 2, 3, 4], labels: bad })).toThrow(InvalidDataError);
    expect(() => make({ x: [1, 2, 3, 4], labels: bad })).toThrow(message);
  });
});

describe('fromArrays takes numbers as names of classes', () => {
  const x = Array.from({ length: 12 }, (_, row) => row);
  const numbers = x.map((row) => row % 4);

  it.each<[string, unknown]>([
    ['lists', numbers],
    ['an Int32Array', Int32Array.from(numbers)],
    ['a BigInt64Array', BigInt64Array.from(numbers.map(BigInt))],
  ])('and lists of splits name them as numbers or as text: %s', async (_, given) => {
    const source = make({ x, labels: given, split: { train: [0, '1'], test: [2, 3] } });
    const names = async (split: 'train' | 'test') => (await source.examples(split)).classes.map(({ name }) => name);
    expect([await names('train'), await names('test')]).toEqual([
      ['0', '1'],
      ['2', '3'],
    ]);
  });

  it('and tells of lists that do not fit', () => {
    const split = (lists: unknown) => () => make({ x, labels: numbers, split: lists });
    expect(split({ train: [0, 7] })).toThrow(
      '1 of the classes listed for train have no examples: 7. There are: 0, 1, 2, 3.',
    );
    expect(split({ train: [0], test: [0] })).toThrow(
      "'0' is listed in train and in test. Splits may share no classes.",
    );
    expect(split({ train: [0, '0'] })).toThrow("'0' is listed twice in train");
    expect(split({ train: [0], test: 0.5 })).toThrow(InvalidOptionError);
  });
});

describe('fromArrays and large lists', () => {
  test.prop([fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 4, maxLength: 4 })], {
    numRuns: 20,
  })('gives the numbers of a list as the block of them', async (numbers) => {
    const list = numbers.map((number) => [
      [number, 0],
      [1, -number],
    ]);
    const block = Float32Array.from(list.flat(2));
    expect(await drawn({ x: list })).toEqual(await drawn({ x: block, shape: [2, 2] }));
  });

  it('has no limit but memory', async () => {
    const rows = 150_000;
    const x = Array.from({ length: rows }, (_, row) => [row]);
    const source = make({ x, labels: x.map(([row]) => (row as number) % 2) });
    const { values: numbers } = await source.examples('train');
    expect([numbers.length, numbers[rows - 1]]).toEqual([rows, rows - 1]);
  });
});
