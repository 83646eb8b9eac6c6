import { innerPlugin } from '@innerloop/inner/plugin';
import { expect, it } from 'vitest';
import { plainRules, wrappers } from './rules.js';

it('the matrix has every rule and every wrapper that @innerloop/inner provides', () => {
  const { rule, wrapper } = innerPlugin.provides;
  expect(Object.keys({ ...plainRules, ...wrappers }).sort()).toEqual(Object.keys({ ...rule, ...wrapper }).sort());
});
