import { expect, it } from 'vitest';
import { soOften } from '../../src/runs/so-often.js';

it('is due at first and then once the time has passed, however often it is asked', () => {
  let time = 7;
  const due = soOften(50, () => time);
  const asked = [7, 8, 56, 57, 58, 107, 300, 301, 350].map((at) => {
    time = at;
    return due();
  });
  expect(asked).toEqual([true, false, false, true, false, true, true, false, true]);
});
