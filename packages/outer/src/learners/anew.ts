import { fixed, initializePerTask, isLearned, mapSpecs, pick } from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree } from '@innerloop/core';

/** The learned leaves among specs. */
export const learnedOf = (specs: ParamSpecs): ParamSpecs => pick(specs, (name) => isLearned(specs[name]));

/** The same leaves, none of them moved by the outer rule. */
export const unlearned = (specs: ParamSpecs): ParamSpecs =>
  mapSpecs(specs, (spec) => (isLearned(spec) ? fixed(spec) : spec));

/** First values of leaves that begin anew in every task: its own, drawn from the context's key. */
export const anew =
  (specs: ParamSpecs) =>
  (tasks: number, { key }: Context): ParamTree =>
    initializePerTask(specs, key.fold('anew'), tasks);
