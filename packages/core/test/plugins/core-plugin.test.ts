import { describe, expect, it } from 'vitest';
import {
  accuracy,
  conv4,
  crossEntropy,
  meanSquaredError,
  meanSquaredErrorMetric,
  mlp,
  zeros,
} from '../../src/index.js';
import { corePlugin, createRegistry } from '../../src/plugin.js';

const registry = createRegistry(corePlugin);
const model = registry.resolve('model');

describe('the core plugin', () => {
  it('makes the models that the functions make', () => {
    const shapes = ({ specs }: ReturnType<typeof model>): unknown =>
      Object.entries(specs).map(([name, { shape }]) => [name, shape]);
    const perceptron = { inputs: 2, hidden: [3, 4], outputs: 1 };
    expect(shapes(model({ use: 'mlp', ...perceptron }))).toEqual(shapes(mlp(perceptron)));
    const omniglot = {
      ...{ height: 28, width: 28, channels: 1, outputs: 5 },
      ...({ downsample: 'stride', head: 'mean', norm: { statistics: 'batch', scale: false } } as const),
    };
    expect(shapes(model({ use: 'conv4', ...omniglot }))).toEqual(shapes(conv4(omniglot)));
    const begun = model({ use: 'conv4', ...omniglot, headInitializer: 'zeros' }).specs['head/kernel'];
    expect(begun?.initialize).toBe(zeros);
    const embedding = { height: 28, width: 28, channels: 1 };
    expect(shapes(model({ use: 'conv4', ...embedding }))).toEqual(shapes(conv4(embedding)));
  });

  it('has losses and metrics by name', () => {
    expect(registry.resolve('loss')('cross-entropy')).toBe(crossEntropy);
    expect(registry.resolve('loss')('mean-squared-error')).toBe(meanSquaredError);
    expect(registry.resolve('metric')('accuracy')).toBe(accuracy);
    expect(registry.resolve('metric')('mean-squared-error')).toBe(meanSquaredErrorMetric);
  });

  it('tells what a model refuses as a problem of the configuration', () => {
    expect(() => model({ use: 'conv4', height: 8, width: 8, channels: 1 })).toThrow(
      'conv4: a 8 × 8 image has nothing left after four poolings',
    );
    expect(() => model({ use: 'mlp', inputs: 0, hiden: [4], outputs: 1 })).toThrow("Did you mean 'hidden'?");
  });
});
