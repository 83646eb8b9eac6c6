import { zeros } from '@innerloop/core';
import type { ParamSpecs, Shape } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import { layersOf } from '../../src/layers/layers-of.js';

const specsOf = (shapes: Readonly<Record<string, Shape>>): ParamSpecs =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape, initialize: zeros }]));

describe('layersOf', () => {
  it('puts kernel and bias of a layer together', () => {
    const specs = specsOf({ 'block/conv/kernel': [3, 3, 1, 8], 'block/conv/bias': [8], 'head/kernel': [8, 2] });
    expect(layersOf(specs)).toEqual({
      'block/conv/units8': { units: 8, leaves: ['block/conv/kernel', 'block/conv/bias'] },
      'head/units2': { units: 2, leaves: ['head/kernel'] },
    });
  });

  it('tells layers of a flat model apart by their units', () => {
    expect(layersOf(specsOf({ w1: [1, 40], b1: [40], w2: [40, 2], b2: [2] }))).toEqual({
      units40: { units: 40, leaves: ['w1', 'b1'] },
      units2: { units: 2, leaves: ['w2', 'b2'] },
    });
  });

  it('makes a layer of a leaf without axes', () => {
    expect(layersOf(specsOf({ 'model/scale': [], 'model/bias': [1] }))).toEqual({
      'model/scale': { units: 1, leaves: ['model/scale'] },
      'model/units1': { units: 1, leaves: ['model/bias'] },
    });
  });
});
