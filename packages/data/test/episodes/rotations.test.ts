import { seed } from '@innerloop/core';
import { fc, test } from '@fast-check/vitest';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import type { ClassifiedExamples } from '../../src/index.js';
import { episodes, rotatedClasses } from '../../src/index.js';
import { values } from '../values.js';

/** 2 × 2 images `class, row, 0, 0` in reading order: the corner that holds the class tells the turn. */
const corners: ClassifiedExamples = {
  name: 'corners',
  shape: [2, 2, 1],
  values: Float32Array.from(
    { length: 6 * 4 * 4 },
    (_, index) => [1 + Math.floor(index / 16), (1 + Math.floor(index / 4)) / 100, 0, 0][index % 4] as number,
  ),
  classes: [0, 1, 2, 3, 4, 5].map((number) => ({
    name: `c${number}`,
    rows: [0, 1, 2, 3].map((row) => number * 4 + row),
  })),
};

/** Corners in reading order, top left after 0, 1, 2, 3 quarter turns counter-clockwise. */
const cornerAfter = [0, 2, 3, 1];

const seen = (image: readonly number[]): { turns: number; number: number } => {
  const corner = image.findIndex((value) => value >= 1);
  return { turns: cornerAfter.indexOf(corner), number: image[corner] as number };
};

const images = (x: readonly number[]): number[][] =>
  Array.from({ length: x.length / 4 }, (_, row) => x.slice(row * 4, row * 4 + 4));

describe('rotations', () => {
  it('turns counter-clockwise: top right goes to top left', async () => {
    const one = { ...corners, values: Float32Array.of(1, 2, 3, 4), classes: [{ name: 'c', rows: [0], turns: 1 }] };
    const { query } = values(
      await episodes({ examples: one, ways: 1, shots: 0, queries: 1 }).sample({ seed: seed(1), tasks: 1, params: {} }),
    );
    expect(query.x).toEqual([2, 4, 1, 3]);
  });

  it('keeps the channels of a pixel together', async () => {
    const one = {
      ...corners,
      shape: [2, 2, 2],
      values: Float32Array.of(1, -1, 2, -2, 3, -3, 4, -4),
      classes: [{ name: 'c', rows: [0], turns: 2 }],
    };
    const { query } = values(
      await episodes({ examples: one, ways: 1, shots: 0, queries: 1 }).sample({ seed: seed(1), tasks: 1, params: {} }),
    );
    expect(query.x).toEqual([4, -4, 3, -3, 2, -2, 1, -1]);
  });

  it('makes four classes of each, over the same rows', () => {
    const rotated = rotatedClasses(corners);
    expect(rotated.classes.length).toBe(24);
    expect(rotated.values).toBe(corners.values);
    expect(rotated.classes.slice(0, 4).map(({ name, turns }) => [name, turns])).toEqual([
      ['c0/rot000', 0],
      ['c0/rot090', 1],
      ['c0/rot180', 2],
      ['c0/rot270', 3],
    ]);
  });

  test.prop([fc.nat(), fc.constantFrom('classes' as const, 'per-task' as const)])(
    'gives each label one character and one turn, in support and query alike',
    async (number, rotations) => {
      const options = { examples: corners, ways: 3, shots: 2, queries: 2, rotations };
      const { support, query } = values(await episodes(options).sample({ seed: seed(number), tasks: 1, params: {} }));
      const y = [...support.y, ...query.y];
      const byLabel = new Map<number, string>();
      images([...support.x, ...query.x]).forEach((image, row) => {
        const label = y.slice(row * 3, row * 3 + 3).indexOf(1);
        const found = JSON.stringify(seen(image));
        expect(byLabel.get(label) ?? found).toBe(found);
        byLabel.set(label, found);
      });
      expect(new Set(byLabel.values()).size).toBe(3);
      const characters = new Set(
        [...byLabel.values()].map((found) => (JSON.parse(found) as { number: number }).number),
      );
      if (rotations === 'per-task') expect(characters.size).toBe(3);
    },
  );

  it.each(['classes', 'per-task'] as const)('shows every turn equally often with %s', async (rotations) => {
    const options = { examples: corners, ways: 1, shots: 0, queries: 1, rotations };
    const { query } = values(await episodes(options).sample({ seed: seed(2), tasks: 4000, params: {} }));
    const counts = [0, 0, 0, 0];
    for (const { turns } of images(query.x).map(seen)) counts[turns] = (counts[turns] as number) + 1;
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(16.3);
  });

  it('refuses examples that are not square', () => {
    const flat = { ...corners, shape: [1, 4] };
    expect(() => episodes({ examples: flat, rotations: 'per-task' })).toThrow("an example of 'corners' is [1, 4]");
  });
});
