import { expect, test } from 'vitest';
import { repetitionsFor } from '../../src/driver/repetitions.js';

const pace = {
  repetitions: 5,
  repetitionMilliseconds: 300,
  warmupMilliseconds: 0,
  budgetMilliseconds: 12_000,
  patienceMilliseconds: 1000,
};

test('who is fast gets all repetitions, who is slow what its time allows, everyone two', () => {
  expect(repetitionsFor(310, pace)).toBe(5);
  expect(repetitionsFor(4000, pace)).toBe(3);
  expect(repetitionsFor(60_000, pace)).toBe(2);
  expect(repetitionsFor(60_000, { ...pace, repetitions: 1 })).toBe(1);
});
