import { initialize, mapParams, normal } from '@innerloop/core';
import type { Key, ParamSpecs, ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { shapes } from './sizes.js';

/** Specs of one to four leaves with standard normal values. */
export function paramSpecs(): fc.Arbitrary<ParamSpecs> {
  const names = fc.uniqueArray(fc.constantFrom('kernel', 'bias', 'scale', 'head/kernel', 'head/bias'), {
    minLength: 1,
    maxLength: 4,
  });
  return names.chain((chosen) =>
    fc
      .array(shapes({ maxRank: 2 }), { minLength: chosen.length, maxLength: chosen.length })
      .map((all) =>
        Object.fromEntries(chosen.map((name, i) => [name, { shape: all[i] ?? [], initialize: normal(1) }])),
      ),
  );
}

/** Specs, and a function that makes values of them from a key: shared, or one a task. The caller owns the tensors. */
export interface ParamsCase {
  readonly specs: ParamSpecs;
  readonly params: (key: Key, tasks?: number) => ParamTree;
}

/** Parameter trees of any form. Tensors are made when asked for, so that shrinking leaves none behind. */
export const paramTrees = (): fc.Arbitrary<ParamsCase> =>
  paramSpecs().map((specs) => ({ specs, params: (key, tasks) => paramsOf(specs, key, tasks) }));

/** First values of specs; with `tasks`, one a task and leaf, all different. */
export function paramsOf(specs: ParamSpecs, key: Key, tasks?: number): ParamTree {
  const shared = initialize(specs, key);
  if (tasks === undefined) return shared;
  return mapParams(shared, (tensor, name) =>
    tf.add(tensor, key.fold('per task').fold(name).draw('normal', tensor.shape, tasks)),
  );
}
