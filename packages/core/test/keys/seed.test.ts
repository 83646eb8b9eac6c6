import '@tensorflow/tfjs-backend-cpu';
import { memory, type Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Distribution, Key, Shape } from '../../src/index.js';
import { InvalidOptionError } from '../../src/errors.js';
import { seed } from '../../src/keys/seed.js';

const distributions: readonly Distribution[] = ['uniform', 'normal', 'permutation'];
const distribution = fc.constantFrom(...distributions);
const label = fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }));

/** Values of a draw, bit for bit, without leaving a tensor behind. */
function drawn(key: Key, kind: Distribution, shape: Shape, tasks?: number): number[] {
  const tensor: Tensor = key.draw(kind, shape, tasks);
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

const uniforms = (key: Key, count: number): number[] => drawn(key, 'uniform', [count]);

describe('a key', () => {
  it('gives the same numbers again', () => {
    fc.assert(
      fc.property(fc.integer(), label, distribution, (value, name, kind) => {
        expect(drawn(seed(value).fold(name), kind, [5])).toEqual(drawn(seed(value).fold(name), kind, [5]));
      }),
    );
  });

  it('derives other numbers from every other label', () => {
    fc.assert(
      fc.property(label, label, (a, b) => {
        fc.pre(a !== b);
        expect(uniforms(seed(1).fold(a), 4)).not.toEqual(uniforms(seed(1).fold(b), 4));
      }),
      { numRuns: 300 },
    );
  });

  it('tells apart the labels that are easily confused, and the ways of deriving', () => {
    const root = seed(1);
    const derived: Key[] = ['', '\0', '\0\0', '1', 'a', 'b', 'ab', 'ba', '__proto__', '\ud800', 'abcd', 'abcde'].map(
      (text) => root.fold(text),
    );
    derived.push(...[0, 1, -1, 0.1, 0.5, 1e300, 2 ** 32, 2 ** 53, 5e-324].map((number) => root.fold(number)));
    derived.push(...[0, 1, 2, 97, 2 ** 32, 2 ** 32 + 1].map((task) => root.task(task)));
    derived.push(
      root,
      root.fold('a').fold('b'),
      root.fold('b').fold('a'),
      root.fold('').fold(''),
      seed(0),
      seed(-1),
      seed(2),
    );
    derived.push(root.task(1).fold('a'), root.fold('a').task(1));
    expect(new Set(derived.map((key) => uniforms(key, 3).join())).size).toBe(derived.length);
  });

  it('takes 0 and -0 for one number', () => {
    expect(uniforms(seed(0).fold(0), 3)).toEqual(uniforms(seed(-0).fold(-0), 3));
  });

  it('gives its distributions from streams of their own', () => {
    const normals = drawn(seed(1), 'normal', [2000]);
    expect(Math.abs(correlation(uniforms(seed(1), 2000), normals))).toBeLessThan(0.08);
  });

  it('begins a longer draw with the shorter one', () => {
    for (const kind of ['uniform', 'normal'] as const) {
      expect(drawn(seed(3), kind, [2, 5]).slice(0, 7)).toEqual(drawn(seed(3), kind, [7]));
    }
  });

  it('gives the uniform draw one by one as numbers, each generator from the beginning', () => {
    const key = seed(3).fold('host');
    const first = Array.from({ length: 9 }, key.numbers());
    expect(first).toEqual(uniforms(key, 9));
    expect(Array.from({ length: 9 }, key.numbers())).toEqual(first);
  });

  it('gives float32 tensors, and int32 for permutations, in the shape asked for', () => {
    const normals = seed(1).draw('normal', [2, 3], 5);
    const order = seed(1).draw('permutation', [4], 5);
    expect([normals.dtype, normals.shape, order.dtype, order.shape]).toEqual(['float32', [5, 2, 3], 'int32', [5, 4]]);
    normals.dispose();
    order.dispose();
  });

  it('draws empty tensors and scalars', () => {
    expect(drawn(seed(1), 'normal', [0, 3])).toEqual([]);
    expect(drawn(seed(1), 'uniform', [2], 0)).toEqual([]);
    expect(drawn(seed(1), 'permutation', [0])).toEqual([]);
    expect(drawn(seed(1), 'uniform', [])).toHaveLength(1);
  });

  it('owns no tensor', () => {
    const before = memory().numTensors;
    drawn(seed(1).fold('a').from(2).task(1), 'normal', [3], 2);
    expect(memory().numTensors).toBe(before);
  });
});

describe('a batched draw', () => {
  const rows = fc.record({
    tasks: fc.integer({ min: 1, max: 7 }),
    first: fc.integer({ min: 0, max: 1e6 }),
    length: fc.integer({ min: 0, max: 6 }),
    kind: distribution,
  });

  it('has row t from the stream of task t, bit for bit', () => {
    fc.assert(
      fc.property(rows, ({ tasks, first, length, kind }) => {
        const key = seed(5).fold('batch');
        const loop = Array.from({ length: tasks }, (_, t) => drawn(key.task(first + t), kind, [length]));
        expect(drawn(key.from(first), kind, [length], tasks)).toEqual(loop.flat());
      }),
    );
  });

  it('equals its slices, whether the key is folded before the slice is taken or after', () => {
    fc.assert(
      fc.property(rows, label, ({ tasks, first, length, kind }, name) => {
        const whole = drawn(seed(5).fold(name).from(first), kind, [length], tasks + 2);
        expect(drawn(seed(5).from(first).from(2).fold(name), kind, [length], tasks)).toEqual(whole.slice(2 * length));
      }),
    );
  });

  it('gives a slice its own tasks: task 0 of the slice from t is task t', () => {
    expect(uniforms(seed(5).from(4).task(3), 4)).toEqual(uniforms(seed(5).task(7), 4));
  });
});

describe('the stream of a seed', () => {
  // These never change: a change breaks every committed result and every resumed run.
  it('is the committed one', () => {
    const root = seed(7);
    expect(uniforms(root, 4).map((number) => number * 2 ** 24)).toEqual([15989818, 1078249, 12294325, 13583598]);
    expect(uniforms(root.fold('model').fold(3), 3).map((number) => number * 2 ** 24)).toEqual([
      4862881, 10468421, 5933885,
    ]);
    expect(uniforms(root.fold(-0.5).task(9), 3).map((number) => number * 2 ** 24)).toEqual([
      4768107, 8171411, 11039202,
    ]);
    expect(drawn(root, 'normal', [2], 2)).toEqual([
      -0.5870652198791504, -2.637082099914551, 0.2525649964809418, 0.08927731961011887,
    ]);
    expect(drawn(root, 'normal', [5])).toEqual([
      0.4125736653804779, 1.2571535110473633, 0.05904112011194229, 0.8314816951751709, 1.1700643301010132,
    ]);
    expect(drawn(root, 'permutation', [10])).toEqual([0, 4, 6, 3, 7, 1, 2, 8, 9, 5]);
  });
});

describe('the numbers of a seed', () => {
  const count = 100_000;

  it('are uniform: 256 bins pass a chi-square test', () => {
    const bins = new Array<number>(256).fill(0);
    for (const number of uniforms(seed(11), count)) bins[Math.floor(number * 256)]! += 1;
    expect(chiSquare(bins)).toBeLessThan(255 + 5 * Math.sqrt(2 * 255));
  });

  it('are normal: moments, and the distribution by a Kolmogorov–Smirnov test', () => {
    const normals = drawn(seed(12), 'normal', [count]);
    const moment = (power: number): number => normals.reduce((sum, x) => sum + x ** power, 0) / count;
    expect(Math.abs(moment(1))).toBeLessThan(0.013);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.018);
    expect(Math.abs(moment(3))).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.13);
    const sorted = normals.sort((a, b) => a - b);
    const distance = Math.max(...sorted.map((x, at) => Math.abs(normalProbability(x) - (at + 0.5) / count)));
    expect(distance * Math.sqrt(count)).toBeLessThan(1.9);
  });

  it('order 4 things in all 24 ways equally often', () => {
    const rows = drawn(seed(13), 'permutation', [4], 12_000);
    const counts = new Map<string, number>();
    for (let at = 0; at < rows.length; at += 4) {
      const order = rows.slice(at, at + 4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()])).toBeLessThan(23 + 5 * Math.sqrt(2 * 23));
  });

  it('hold each of 0 … n − 1 once in a permutation', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 60 }), (value, n) => {
        const sorted = drawn(seed(value), 'permutation', [n]).sort((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length: n }, (_, at) => at));
      }),
    );
  });

  it('are uncorrelated between neighbouring folds, tasks and seeds', () => {
    const streams = [0, 1, 2, 3].flatMap((n) => [seed(n), seed(4).fold(n), seed(4).fold(String(n)), seed(4).task(n)]);
    const values = streams.map((key) => uniforms(key, 4000));
    const pairs = values.flatMap((a, at) => values.slice(at + 1).map((b) => Math.abs(correlation(a, b))));
    expect(Math.max(...pairs)).toBeLessThan(4.5 / Math.sqrt(4000));
  });

  it('change half of their bits when one bit of the label changes', () => {
    const bits = (key: Key): number => (uniforms(key, 1)[0] as number) * 2 ** 24;
    const flipped = Array.from({ length: 300 }, (_, n) => ones(bits(seed(1).fold(n)) ^ bits(seed(1).fold(n ^ 1))));
    expect(flipped.reduce((sum, n) => sum + n, 0) / 300).toBeCloseTo(12, 0);
  });
});

describe('a key refuses', () => {
  it.each([NaN, Infinity, -Infinity])('the number %s as a seed or label', (value) => {
    expect(() => seed(value)).toThrow(InvalidOptionError);
    expect(() => seed(1).fold(value)).toThrow(/fold: expected a finite number, received/);
  });

  it('a permutation of any shape but [n]', () => {
    for (const shape of [[], [2, 3]]) expect(() => seed(1).draw('permutation', shape)).toThrow(InvalidOptionError);
  });

  it('lengths, tasks and places that are not whole', () => {
    for (const bad of [-1, 0.5, NaN]) {
      expect(() => seed(1).draw('uniform', [bad])).toThrow(InvalidOptionError);
      expect(() => seed(1).draw('uniform', [1], bad)).toThrow(InvalidOptionError);
      expect(() => seed(1).task(bad)).toThrow(InvalidOptionError);
      expect(() => seed(1).from(bad)).toThrow(InvalidOptionError);
    }
  });
});

function chiSquare(counts: readonly number[]): number {
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  return counts.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  const moment = (f: (at: number) => number): number => a.reduce((sum, _, at) => sum + f(at), 0);
  const [da, db] = [(at: number) => (a[at] as number) - ma, (at: number) => (b[at] as number) - mb];
  return moment((at) => da(at) * db(at)) / Math.sqrt(moment((at) => da(at) ** 2) * moment((at) => db(at) ** 2));
}

/** By the series of Φ, independent of the quantile under test. */
function normalProbability(x: number): number {
  if (Math.abs(x) > 6) return x > 0 ? 1 : 0;
  let [term, sum] = [x, x];
  for (let n = 3; Math.abs(term) > 1e-12; n += 2) sum += term *= (x * x) / n;
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

function ones(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}
