import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { groupsThatFit } from '../../src/driver/groups.js';

test.prop([fc.array(fc.integer()), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 400 })])(
  'groups keep all in order and fit, or are of one',
  (all, each, available) => {
    const groups = groupsThatFit(all, each, available);
    expect(groups.flat()).toEqual(all);
    for (const group of groups) {
      expect(group.length).toBeGreaterThan(0);
      if (group.length > 1) expect(group.length * each).toBeLessThanOrEqual(available);
    }
  },
);

test('groups are as few as can be, and even', () => {
  expect(groupsThatFit([1, 2, 3, 4], 1, 3)).toEqual([
    [1, 2],
    [3, 4],
  ]);
});
