import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { beforeAll, expect, it, vi } from 'vitest';
import { contenders } from '../data-size/contenders.js';
import { dataSize } from '../data-size/experiment.js';
import type { Course } from '../data-size/experiment.js';
import { picture } from '../data-size/picture.js';
import { quietFrame } from './temporary.js';

vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => useBackend(wasm()));

it('asks a contender for tasks of every size: more examples, better answers', async () => {
  const frame = await quietFrame('data-size', { iterations: 1, episodes: 12, seeds: [1], only: ['prototypical'] });
  await dataSize.run(frame);
  const { courses } = (await frame.readResult('data-size')) as { readonly courses: readonly Course[] };
  const [course] = courses;
  expect(courses.map(({ contender }) => contender)).toEqual(['prototypical']);
  expect(course?.points.map(({ shots }) => shots)).toEqual([1, 2, 5, 10, 20, 50, 100]);
  const means = course?.points.map(({ mean }) => mean) ?? [];
  expect(means.at(-1)).toBeGreaterThan((means[0] as number) + 0.05);
});

it('gives all contenders one network, and settings to choose from to those that take steps', () => {
  const all = contenders({ side: 16, filters: 8, ways: 5, classes: 20 });
  const kernels = all.map(({ candidates: [one] }) =>
    Object.entries(one?.learner.specs ?? {})
      .filter(([name]) => name.endsWith('conv/kernel'))
      .map(([, { shape }]) => shape.join()),
  );
  expect(new Set(kernels.map((each) => each.join(' '))).size).toBe(1);
  for (const { candidates } of all)
    expect(candidates.every(({ steps }) => (steps === undefined ? candidates.length === 1 : steps.length > 1))).toBe(
      true,
    );
});

it('draws a line a contender, the mean of its seeds, on a logarithmic axis', () => {
  const course = (contender: string, seed: number, mean: number): Course => ({
    ...{ contender, seed, minutes: 1 },
    points: [1, 10].map((shots) => ({ shots, mean, ci95: 0.01 * seed, setting: '' })),
  });
  const [panel] = picture([course('a', 1, 0.5), course('a', 2, 0.7), course('b', 1, 0.9)]).panels;
  expect(panel?.x.scale).toBe('log');
  expect(panel?.curves.map(({ label }) => label)).toEqual(['a', 'b']);
  expect(panel?.curves[0]?.points.map(({ x, y, ci95 }) => [x, Math.round(y), Math.round(ci95 ?? 0)])).toEqual([
    [1, 60, 2],
    [10, 60, 2],
  ]);
});
