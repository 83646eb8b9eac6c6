import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines } from './engines.js';
import type { TestedEngine } from './engines.js';
import { distance, outcomeOn } from './laws.js';
import type { Outcome } from './laws.js';
import { elementwise } from './ops/elementwise.js';
import type { Op } from './ops/op.js';
import { productOps } from './ops/products.js';
import { reductions } from './ops/reductions.js';

const [reference, ...others] = engines;
const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, 1e-40, -1e-40, 3e38, -3e38];
const isDenormal = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** -126;

/** The special numbers that an engine takes as they are, and all pairs of them. */
function numbersOf({ flushesDenormals = false }: TestedEngine) {
  const singles = special.filter((x) => !(flushesDenormals && isDenormal(x)));
  return { singles, pairs: singles.flatMap((a) => singles.map((b) => [a, b] as const)) };
}

/** An operation of one or two arguments on all special numbers, or on all pairs of them. */
function onSpecial(engine: TestedEngine, { f, shapes }: Op, { singles, pairs }: ReturnType<typeof numbersOf>): Outcome {
  return tf.tidy(() => {
    const arity = shapes[0]?.length ?? 1;
    const xs =
      arity === 1 ? [tf.tensor(singles)] : [0, 1].map((at) => tf.tensor(pairs.map((pair) => pair[at] as number)));
    const found = engine.run((at) => [f(...at)], xs);
    return {
      shapes: found.map(({ shape }) => shape),
      values: found.map((tensor) => Float32Array.from(tensor.dataSync())),
    };
  });
}

/** The sine of 3e38 is a question of how it is brought into range: TensorFlow.js' backends answer it differently. */
const otherwise: readonly string[] = ['sin', 'cos'];

describe.each(others.map((engine) => [engine.name, engine] as const))(
  'NaN, infinity and denormal numbers on %s',
  (_name, engine) => {
    const numbers = numbersOf(engine);
    const ops = elementwise
      .filter(({ name }) => ![...otherwise, ...(engine.otherwise ?? [])].includes(name))
      .map((one) => [one.name, one] as const);
    const wanted = new Map<string, Outcome>();

    beforeAll(async () => {
      await reference.start();
      for (const [name, one] of ops) wanted.set(name, onSpecial(reference, one, numbers));
      await engine.start();
    });

    it.each(ops)('%s gives what it gives on the reference', (name, one) => {
      const [found, expected] = [onSpecial(engine, one, numbers), wanted.get(name) as Outcome];
      found.values[0]?.forEach((value, at) => {
        const want = expected.values[0]?.[at] ?? NaN;
        const near = Math.abs(value - want) <= 1e-6 * Math.max(Math.abs(want), 1);
        const arguments_ = one.shapes[0]?.length === 1 ? numbers.singles[at] : numbers.pairs[at];
        const shown = `${name} of ${String(arguments_)} is ${value} instead of ${want}`;
        expect(value === want || near || (Number.isNaN(value) && Number.isNaN(want)), shown).toBe(true);
      });
    });
  },
);

describe.each(engines.map((engine) => [engine.name, engine] as const))('on %s', (_name, engine) => {
  const ops = [...productOps, ...reductions].map((one) => ({ one, shapes: one.shapes.at(-1) ?? [] }));
  beforeAll(engine.start);

  it('derivatives stay what they are while memory grows and is freed again', () => {
    const run = (): Outcome[] => ops.map(({ one, shapes }) => outcomeOn(engine, one, shapes, Math.min(2, one.order)));
    const before = run();
    const counts = [tf.memory().numTensors, tf.backend().numDataIds()];
    for (const elements of [1_000_000, 5_000_000, 12_000_000]) {
      const ballast = tf.zeros([elements]);
      run().forEach((outcome, at) => expect(distance(outcome, before[at] as Outcome)).toBe(0));
      ballast.dispose();
    }
    expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(counts);
  });
});
