import type { ParamSpecs } from '../contracts/params.js';
import { isLearned } from '../params/roles.js';

/** How many numbers the learned leaves hold; stored statistics and other buffers are not counted. */
export const parameterCount = (specs: ParamSpecs): number =>
  Object.values(specs)
    .filter(isLearned)
    .reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
