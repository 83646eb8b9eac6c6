import { drawPicture } from '@innerloop/evaluation/report';
import { expect, test } from 'vitest';
import { growthPicture } from '../../src/report/growth-picture.js';
import { growthSection, seriesOf } from '../../src/report/growth.js';
import { measured } from '../records.js';

const runs = [1, 4, 16].flatMap((size) =>
  ['stock', 'compiled-1'].map((contender) =>
    measured(contender, [size * 2], { workload: `growth/tasks/${size}`, peakBytes: 100e6 * Math.sqrt(size) }),
  ),
);

test('measurements of one axis and contender make a series of time and one of memory', () => {
  const series = seriesOf([...runs, measured('stock', [9])]);
  expect(series).toHaveLength(4);
  expect(series[0]?.points).toEqual([
    { x: 1, y: 2 },
    { x: 4, y: 8 },
    { x: 16, y: 32 },
  ]);
});

test('the section has a picture and the exponents of each contender', () => {
  const text = growthSection(seriesOf(runs), (axis) => `./growth-${axis}.svg`);
  expect(text).toContain('(./growth-tasks.svg)');
  expect(text).toContain('| innerloop compiled, 1 thread | 1.00 (1.00) | 0.50 (0.50) |');
  expect(growthSection([], String)).toBe('');
});

test('a picture draws every series', async () => {
  const svg = await drawPicture(growthPicture(seriesOf(runs), 'tasks'));
  expect(svg).toMatch(/^<svg/);
  for (const word of ['tasks', 'ms a step', 'MB', 'innerloop compiled, 1 thread']) expect(svg).toContain(word);
  expect(svg.match(/aria-roledescription="line mark container"/g)).toHaveLength(4);
});
