import { expect, it } from 'vitest';
import { taskWords } from '../../src/terminal/task-words.js';

it('says what tasks are, with the range of their classes where there is one', () => {
  const size = { ways: 5, shots: 1, queries: 15 };
  expect(taskWords('classification', size, 'glyphs', 'test')).toBe('5-way 1-shot, 15 queries a class, on glyphs/test');
  expect(taskWords('classification', { ...size, leastWays: 5 }, 'glyphs', 'test')).toMatch(/^5-way 1-shot/);
  expect(taskWords('classification', { ...size, leastWays: 3 }, 'glyphs', 'test')).toMatch(/^3- to 5-way 1-shot/);
  expect(taskWords('regression', size, 'curves', 'train')).toBe('1 shots, 15 queries, on curves/train');
});
