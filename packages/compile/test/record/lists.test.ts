import { binaryOperations, unaryOperations } from '@innerloop/codegen';
import { differentiableKernels } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import { emittedFunctions } from '../../src/emit/functions/emitted-functions.js';
import { mapFunctions } from '../../src/graph/functions.js';
import { recordedKernels } from '../../src/record/lower.js';

/** Random numbers without a key are hidden state: what draws them runs eagerly. */
const never = ['Multinomial'];

describe('compiled code has', () => {
  it('every kernel that core differentiates', () => {
    expect(differentiableKernels.filter((name) => !recordedKernels.includes(name))).toEqual(never);
  });
  it('the primitives', () => {
    expect(recordedKernels).toEqual(
      expect.arrayContaining(['Im2Col', 'Col2Im', 'BroadcastTo', 'Conv2DBackpropFilter', 'CholeskySolve']),
    );
  });
  it('every function of elements that kernels are generated for', () => {
    const generated = [...Object.keys(unaryOperations), ...Object.keys(binaryOperations)];
    expect(generated.filter((name) => !recordedKernels.includes(name))).toEqual([]);
  });
  it('code for every function of elements of a graph', () => {
    expect([...emittedFunctions].sort()).toEqual(Object.keys(mapFunctions).sort());
  });
});
