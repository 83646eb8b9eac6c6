import { initialize, seed, useBackend } from '@innerloop/core';
import type { Context, Model, Tensor } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { svm } from '../../src/index.js';
import { numbers } from '../support/rows.js';
import { svmLoss, svmReference } from '../support/svm-reference.js';
import type { SvmTask } from '../support/svm-reference.js';

beforeAll(() => useBackend('cpu'));

const context: Context = { key: seed(5), mode: 'test', order: 'exact' };
const identity: Model = { specs: {}, apply: (_params, x) => x };
const learner = svm({ model: identity, bound: 0.1 });
type Rows = readonly (readonly number[])[];

interface Drawn {
  readonly task: SvmTask;
  readonly query: Rows;
  readonly queryOf: readonly number[];
}

/** Classes around centres; the mean length of the support is `length`. */
function drawn(ways: number, shots: number, width: number, length: number): Drawn {
  const centres = numbers(ways * width, 1);
  const noise = numbers(ways * (shots + 1) * width, 51);
  const row = (way: number, at: number): number[] =>
    Array.from({ length: width }, (_, j) => centres[way * width + j]! + 0.8 * noise[at * width + j]!);
  const classOf = Array.from({ length: ways * shots }, (_, i) => Math.floor(i / shots));
  const queryOf = Array.from({ length: ways }, (_, i) => i);
  const raw = classOf.map((way, i) => row(way, i));
  const mean = raw.reduce((sum, z) => sum + Math.hypot(...z), 0) / raw.length;
  const sized = (rows: Rows): Rows => rows.map((z) => z.map((x) => Math.fround((x * length) / mean)));
  const query = sized(queryOf.map((way) => row(way, ways * shots + way)));
  return { task: { z: sized(raw), classOf, ways, bound: 0.1, jitter: 1 }, query, queryOf };
}

const tensorOf = (rows: Rows): Tensor => tf.tensor3d([rows.map((row) => [...row])]);
const oneHot = (classes: readonly number[], ways: number): Tensor =>
  tensorOf(classes.map((c) => Array.from({ length: ways }, (_, m) => Number(m === c))));

function found({ task, query, queryOf }: Drawn): { readonly logits: number[]; readonly gradient: number[] } {
  return tf.tidy(() => {
    const params = initialize(learner.specs, seed(1));
    const [y, asked] = [oneHot(task.classOf, task.ways), { x: tensorOf(query), y: oneHot(queryOf, task.ways) }];
    const adapted = (x: Tensor) => learner.adapt(params, { x, y }, context);
    const lossAt = (x: Tensor): Tensor => tf.sum(learner.objective(params, adapted(x), asked, context));
    const x = tensorOf(task.z);
    const logits = learner.predict(params, adapted(x), asked.x, context);
    return { logits: [...logits.dataSync()], gradient: [...tf.grad(lossAt)(x).dataSync()] };
  });
}

/** Central differences in double precision, at every seventh number of the features. */
function slopes({ task, query, queryOf }: Drawn, size: number): [place: number, slope: number][] {
  const width = task.z[0]!.length;
  const at = (place: number, by: number): number => {
    const z = task.z.map((row, i) => row.map((x, j) => (i * width + j === place ? x + by : x)));
    return svmLoss({ ...task, z }, svmReference({ ...task, z }).alpha, query, queryOf).loss;
  };
  const places = Array.from({ length: task.z.length * width }, (_, i) => i).filter((i) => i % 7 === 0);
  const step = 1e-5 * size;
  return places.map((place) => [place, (at(place, step) - at(place, -step)) / (2 * step)]);
}

const lengths = [0.1, 0.3, 1, 3.4, 8, 34, 112, 400];

describe.each([
  ['fewer features than examples', 3, 3, 4],
  ['more features than examples', 3, 2, 16],
] as const)('svm with %s', (_name, ways, shots, width) => {
  it.each(lengths)('has the logits and the meta-gradient of double precision for features of length %d', (length) => {
    const problem = drawn(ways, shots, width, length);
    const { logits, gradient } = found(problem);
    const { alpha, margin } = svmReference(problem.task);
    expect(margin).toBeGreaterThan(1e-4); // a derivative that jumps nearby is none to compare with
    const exact = svmLoss(problem.task, alpha, problem.query, problem.queryOf).logits.flat();
    const scale = Math.max(...exact.map(Math.abs));
    exact.forEach((logit, i) => expect(Math.abs(logits[i]! - logit) / scale).toBeLessThan(1e-5));
    const wanted = slopes(problem, length);
    const largest = Math.max(...wanted.map(([, slope]) => Math.abs(slope)));
    wanted.forEach(([place, slope]) => expect(Math.abs(gradient[place]! - slope) / largest).toBeLessThan(1e-5));
  });
});

describe('svm', () => {
  it('with C = 0.1 has all examples at their bound where features are short, and none where they are long', () => {
    const shares = [0.3, 3.4, 34].map((length) => svmReference(drawn(3, 3, 4, length).task).atBound);
    expect(shares[0]).toBe(1);
    expect(shares[1]).toBeGreaterThan(0);
    expect(shares[1]).toBeLessThan(1);
    expect(shares[2]).toBe(0);
  });
});
