import { createHash } from 'node:crypto';
import { seed } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import type { ClassifiedExamples } from '../../src/index.js';
import { episodes, glyphs } from '../../src/index.js';
import { values } from '../values.js';

describe('glyphs', () => {
  it('divides whole alphabets among the splits', async () => {
    const source = glyphs();
    const counts = await Promise.all((['train', 'validation', 'test'] as const).map((split) => source.examples(split)));
    expect(counts.map(({ classes }) => classes.length)).toEqual([400, 100, 100]);
    const alphabets = counts.map(({ classes }) => new Set(classes.map(({ name }) => name.split('/')[0])));
    expect(alphabets.map(({ size }) => size)).toEqual([20, 5, 5]);
    expect(new Set(alphabets.flatMap((each) => [...each])).size).toBe(30);
  });

  it('is the same for a seed, other for another, and draws no image twice', async () => {
    const small = { alphabets: 3, characters: 4, drawings: 6 };
    const one = await glyphs({ ...small, seed: 0 }).examples('train');
    expect(digest(await glyphs({ ...small, seed: 0 }).examples('train'))).toBe(digest(one));
    expect(digest(await glyphs({ ...small, seed: 1 }).examples('train'))).not.toBe(digest(one));
    const images = one.classes
      .flatMap(({ rows }) => rows)
      .map((row) => one.values.slice(row * 784, row * 784 + 784).join());
    expect(new Set(images).size).toBe(24);
  });

  it('draws ink as 1 on paper as 0, neither empty nor full', async () => {
    const { values: pixels, classes } = await glyphs({ alphabets: 6, drawings: 3 }).examples('train');
    for (const row of classes.flatMap(({ rows }) => rows)) {
      const image = pixels.subarray(row * 784, row * 784 + 784);
      const ink = Array.from(image).reduce((sum, value) => sum + value, 0) / 255;
      expect(Math.max(...image)).toBe(255);
      expect(ink).toBeGreaterThan(10);
      expect(ink).toBeLessThan(250);
    }
  });

  it('is neither trivial nor hopeless: the nearest picture is right in 50 to 72 % of 5-way 1-shot queries', async () => {
    const examples = await glyphs().examples('validation');
    const accuracy = await nearestNeighbour(examples, 100);
    expect(accuracy).toBeGreaterThan(0.5);
    expect(accuracy).toBeLessThan(0.72);
  });

  it('is nearly trivial for a tidy hand', async () => {
    expect(await nearestNeighbour(await glyphs({ jitter: 0.1 }).examples('validation'), 20)).toBeGreaterThan(0.97);
  });

  it('draws images of another size', async () => {
    const { shape } = await glyphs({ alphabets: 3, characters: 1, drawings: 1, size: 20 }).examples('test');
    expect(shape).toEqual([20, 20, 1]);
  });

  it('says which option is wrong', () => {
    expect(() => glyphs({ alphabets: 2 })).toThrow('glyphs: alphabets must be a whole number of at least 3, got 2.');
    expect(() => glyphs({ jitter: -1 })).toThrow('glyphs: jitter must be a number of at least 0, got -1.');
  });
});

const digest = ({ values: pixels }: ClassifiedExamples): string => createHash('sha256').update(pixels).digest('hex');

/** Accuracy of taking the label of the closest support image by squared distance. */
async function nearestNeighbour(examples: ClassifiedExamples, tasks: number): Promise<number> {
  const size = { ways: 5, shots: 1, queries: 3 };
  const { support, query } = values(await episodes({ examples, ...size }).sample({ seed: seed(1), tasks, params: {} }));
  const image = (x: readonly number[], row: number): number[] => x.slice(row * 784, row * 784 + 784);
  let right = 0;
  for (let row = 0; row < tasks * 15; row += 1) {
    const first = Math.floor(row / 15) * 5;
    const asked = image(query.x, row);
    const distances = [0, 1, 2, 3, 4].map((index) =>
      image(support.x, first + index).reduce((sum, value, pixel) => sum + (value - (asked[pixel] as number)) ** 2, 0),
    );
    const nearest = first + distances.indexOf(Math.min(...distances));
    right += Number(
      support.y.slice(nearest * 5, nearest * 5 + 5).indexOf(1) === query.y.slice(row * 5, row * 5 + 5).indexOf(1),
    );
  }
  return right / (tasks * 15);
}
