import { seed } from '@innerloop/core';
import { distributionChecks, register } from '@innerloop/testkit';
import { fc, test } from '@fast-check/vitest';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classBatches, glyphs, pretraining, sinusoids } from '../../src/index.js';
import { values } from '../values.js';
import { numberedExamples } from './numbered-examples.js';

register(
  'batches of all classes are a task distribution: it',
  distributionChecks({ distribution: classBatches({ examples: numberedExamples(4, 5), batch: 6 }) }).filter(
    // Classes are as often in a batch as chance has it.
    ({ claim }) => claim !== 'gives support and query of every task',
  ),
);

const labelsOf = (y: readonly number[], classes: number): number[] =>
  Array.from({ length: y.length / classes }, (_, row) => y.slice(row * classes, (row + 1) * classes).indexOf(1));

describe('classBatches', () => {
  test.prop([fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }), fc.nat()])(
    'gives different examples, each with the number of its class as its label, the same in every batch',
    async (classes, perClass, number) => {
      const batch = classes * perClass - 1;
      fc.pre(batch > 0);
      const tasks = classBatches({ examples: numberedExamples(classes, perClass), batch });
      const episode = await tasks.sample({ seed: seed(number), tasks: 2, params: {} });
      expect(episode.query.x.shape).toEqual([2, batch, 1]);
      expect(episode.support.x.shape).toEqual([2, 1, 1]);
      const { query } = values(episode);
      for (const task of [0, 1]) {
        const rows = query.x.slice(task * batch, (task + 1) * batch);
        expect(new Set(rows).size).toBe(batch);
        const labels = labelsOf(query.y, classes).slice(task * batch, (task + 1) * batch);
        expect(labels).toEqual(rows.map((row) => Math.floor(row / perClass)));
      }
    },
  );

  it('shows every example sooner or later', async () => {
    const tasks = classBatches({ examples: numberedExamples(3, 4), batch: 4 });
    const { query } = values(await tasks.sample({ seed: seed(1), tasks: 40, params: {} }));
    expect(new Set(query.x).size).toBe(12);
  });

  it('refuses batches that are none, or larger than the data', () => {
    const examples = numberedExamples(2, 3);
    expect(() => classBatches({ examples, batch: 0 })).toThrow(
      'classBatches: batch must be a positive integer below the 6 examples',
    );
    expect(() => classBatches({ examples, batch: 6 })).toThrow('got 6.');
  });
});

describe('pretraining', () => {
  const source = glyphs({ alphabets: 3, characters: 4, drawings: 3, size: 8, ways: 2, shots: 1, queries: 1 });

  it('is the same data set, with batches of all classes to train on and tasks in the other splits', async () => {
    const data = pretraining(source, { batch: 5 });
    const request = { seed: seed(3), tasks: 2, params: {} };
    const train = await (await data.open('train')).sample(request);
    expect(train.query.y.shape).toEqual([2, 5, 4]);
    for (const split of ['validation', 'test'] as const) {
      const [ours, theirs] = await Promise.all(
        [data, source].map(async (of) => (await of.open(split)).sample(request)),
      );
      expect(values(ours as typeof train)).toEqual(values(theirs as typeof train));
    }
    expect([data.name, data.kind, data.size, data.images]).toEqual([
      source.name,
      source.kind,
      source.size,
      source.images,
    ]);
  });

  it('makes classes of the turns of a class where it is asked to', async () => {
    const train = await pretraining(source, { batch: 5, rotations: true }).open('train');
    expect((await train.sample({ seed: seed(3), tasks: 1, params: {} })).query.y.shape).toEqual([1, 5, 16]);
    expect(train.name).toContain('16 classes');
  });

  it('refuses what has no classes', () => {
    expect(() => pretraining(sinusoids())).toThrow("pretraining: 'sinusoids' has no classes of examples.");
  });
});

it('class batches free what they do not give', async () => {
  const before = tf.memory().numTensors;
  const tasks = classBatches({ examples: numberedExamples(2, 3), batch: 2 });
  const { support, query } = await tasks.sample({ seed: seed(1), tasks: 1, params: {} });
  tf.dispose([support.x, support.y, query.x, query.y]);
  expect(tf.memory().numTensors).toBe(before);
});
