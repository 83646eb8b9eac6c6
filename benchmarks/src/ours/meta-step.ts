import type { AnyLearner } from '@innerloop/core';
import { adam } from '@innerloop/inner';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import type { Workload } from '../workloads/workload.js';
import { learnerOf } from './learner.js';

export type OurStep = ReturnType<typeof metaStep<AnyLearner>>;

/** The step as a user of innerloop writes it; `slices` as in `metaStep`. */
export const metaStepOf = (workload: Workload, slices = 1): OurStep =>
  metaStep({
    learner: learnerOf(workload),
    metaGradient: workload.order === 'second' ? exact() : firstOrder(),
    optimizer: adam(workload.outerRate),
    slices,
  });
