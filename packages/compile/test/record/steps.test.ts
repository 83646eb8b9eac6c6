import {
  batchNorm,
  conv4,
  crossEntropy,
  dense,
  dropout,
  meanSquaredError,
  mlp,
  seed,
  sequential,
  activation,
  leavesOf,
  mapTree,
  tidy,
} from '@innerloop/core';
import type { AnyLearner, MetaGradient, Model, Tensor, Tree, UpdateRule } from '@innerloop/core';
import { adam, metaSgd, momentum, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml, miniBatches, reptile } from '@innerloop/outer';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Recordable } from '../../src/record/record.js';
import { byCode, byReference, computed, eager, recordOn } from './support/both.js';
import type { Result } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { reals } from './support/tensors.js';

onCpu();

const tasks = 2;
const ways = 3;
const inputs = 4;
const labels = (rows: number): Tensor =>
  tidy(() =>
    tf.cast(
      tf.oneHot(
        tf.tensor2d(
          Array.from({ length: tasks * rows }, (_, i) => (i * 7) % ways),
          [tasks, rows],
          'int32',
        ),
        ways,
      ),
      'float32',
    ),
  );
const episode = (shape: readonly number[], targets: (rows: number) => Tensor) => ({
  support: { x: reals([tasks, 4, ...shape], 1, 1), y: targets(4) },
  query: { x: reals([tasks, 5, ...shape], 2, 1), y: targets(5) },
});
const numbers = (rows: number): Tensor => reals([tasks, rows, ways], rows);

/** One meta-step as a function of all its tensors. */
function flat(learner: AnyLearner, metaGradient: MetaGradient, data: Tree, optimizer: UpdateRule = sgd(1)) {
  const step = metaStep({ learner, metaGradient, optimizer });
  const state = tidy(() => step.init(seed(5)));
  const given = { state, data };
  const f: Recordable = (tensors, keyOf) => {
    const rest = [...tensors];
    const { state: from, data: batch } = mapTree<typeof given>(given, () => rest.shift()!);
    return leavesOf(step.run(from, batch as never, keyOf('step')));
  };
  return { f, tensors: leavesOf(given) };
}

const norm = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** The larger of the relative distances, over all that a step returns, of what is recorded and of the code made for it. */
function distance({ f, tensors }: ReturnType<typeof flat>, key = seed(11)): number {
  const expected = eager(f, tensors, key);
  const all = (results: readonly Result[]): number[] => results.flatMap(({ values }) => values);
  const recording = recordOn(f, tensors);
  const distances = [byReference, byCode].map((compute) => {
    const found = computed(recording, tensors, key, compute);
    expect(found.map(({ shape, dtype }) => [shape, dtype])).toEqual(expected.map(({ shape, dtype }) => [shape, dtype]));
    const values = all(expected);
    return norm(all(found).map((value, at) => value - values[at]!)) / norm(values);
  });
  tensors.forEach((tensor) => tensor.dispose());
  return Math.max(...distances);
}

const smooth = (extra: Record<string, Model> = {}): Model =>
  sequential({
    one: dense({ inputs, outputs: 5 }),
    ...extra,
    bend: activation('tanh'),
    two: dense({ inputs: 5, outputs: ways }),
  });
const learner = (rule: UpdateRule, model: Model = mlp({ inputs, hidden: [5, 5], outputs: ways }), steps = 2) =>
  maml({ model, rule, loss: crossEntropy, steps });

describe('a recorded meta-step is the eager one', () => {
  const rules: Readonly<Record<string, UpdateRule>> = {
    sgd: sgd(0.1),
    'meta-sgd': metaSgd({ rate: 0.1 }),
    momentum: momentum({ learningRate: 0.1, nesterov: true }),
    adam: adam({ learningRate: 0.01 }),
  };
  it.each(Object.entries(rules))('MAML with inner %s, exact', (_name, rule) => {
    expect(distance(flat(learner(rule), exact(), episode([inputs], labels)))).toBeLessThan(1e-5);
  });
  it.each(Object.entries(rules))('MAML with inner %s, first order', (_name, rule) => {
    expect(distance(flat(learner(rule), firstOrder(), episode([inputs], labels)))).toBeLessThan(1e-5);
  });
  it('MAML on regression, with adam outside', () => {
    const regressor = maml({
      model: mlp({ inputs, hidden: [5], outputs: ways }),
      rule: sgd(0.1),
      loss: meanSquaredError,
      steps: 1,
    });
    expect(distance(flat(regressor, exact(), episode([inputs], numbers), adam(1e-3)))).toBeLessThan(1e-5);
  });
  it('Reptile on mini-batches, whose order is a draw', () => {
    const small = maml({ model: smooth(), rule: sgd(0.1), loss: crossEntropy, steps: 4, batches: miniBatches(2) });
    expect(distance(flat(small, reptile() as MetaGradient, episode([inputs], labels)))).toBeLessThan(1e-5);
  });
  it('prototypical networks', () => {
    const metric = prototypical({ model: mlp({ inputs, hidden: [5], outputs: 4 }) });
    expect(distance(flat(metric, exact(), episode([inputs], labels)))).toBeLessThan(1e-5);
  });
  it('dropout, whose masks are draws', () => {
    const model = smooth({ drop: dropout({ rate: 0.4 }) });
    const data = episode([inputs], labels);
    const step = flat(learner(sgd(0.1), model), exact(), data);
    expect(recordOn(step.f, step.tensors).draws.length).toBe(3); // two inner steps and the query
    expect(distance(step)).toBeLessThan(1e-5);
  });
  it.each(['batch', 'running', 'support', 'perStep'] as const)('%s normalisation', (statistics) => {
    const norm = batchNorm({ features: 5, statistics, ...(statistics === 'perStep' ? { steps: 2 } : {}) });
    expect(distance(flat(learner(sgd(0.1), smooth({ norm })), exact(), episode([inputs], labels)))).toBeLessThan(1e-5);
  });
  it.each(['pool', 'stride'] as const)('conv4 by %s', (downsample) => {
    const model = conv4({ height: 16, width: 16, channels: 1, filters: 3, outputs: ways, downsample });
    const step = flat(learner(sgd(0.1), model, 1), exact(), episode([16, 16, 1], labels));
    expect(distance(step)).toBeLessThan(1e-5);
  });
});

describe('recording a large meta-step', () => {
  it('computes nothing: five steps of conv4-64 take no memory and little time', () => {
    const model = conv4({ height: 28, width: 28, channels: 1, outputs: ways });
    const { f, tensors } = flat(learner(sgd(0.1), model, 5), exact(), episode([28, 28, 1], labels));
    const before = tf.memory().numBytes;
    const started = performance.now();
    const { kernels, graph } = recordOn(f, tensors);
    const time = performance.now() - started;
    expect(tf.memory().numBytes).toBe(before);
    expect(kernels.length).toBeGreaterThan(5000);
    expect(graph.nodes.length).toBeLessThan(3 * kernels.length); // of convolutions by tiles a hundred each
    expect(time).toBeLessThan(5000); // 0.4 s alone on a quiet machine
    tensors.forEach((tensor) => tensor.dispose());
  });
});
