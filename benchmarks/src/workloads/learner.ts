import type { AnyLearner } from '@innerloop/core';
import { learnerOf } from '../ours/learner.js';
import type { Parameter, Workload } from './workload.js';

const ofNet = 'model/';

/** Leaves of the learner besides those of its net, with a shape each; no order but that of our learner. */
export function ownParameters(workload: Workload): readonly Parameter[] {
  const { specs }: Pick<AnyLearner, 'specs'> = learnerOf(workload);
  return Object.entries(specs).flatMap(([name, { shape }]) =>
    name.startsWith(ofNet) ? [] : [{ name, shape: [...shape] }],
  );
}
