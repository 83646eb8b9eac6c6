import type { Tensor } from '@innerloop/core';

/** A factor that changes from step to step: `[]` → `[]`, from the number of steps done, which is a tensor so that nothing is frozen. */
export type Schedule = (done: Tensor) => Tensor;
