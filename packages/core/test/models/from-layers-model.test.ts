import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose, expectTreesEqual, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  differentiate,
  fromLayersModel,
  InvalidOptionError,
  initialize,
  mlp,
  parameterCount,
  seed,
  useBackend,
} from '../../src/index.js';
import type { Context, LayersModelLike, Model, ParamTree } from '../../src/index.js';
import { contextOf, mixed, noisy, numbers, perTask, sample } from '../support/examples.js';
import { metaObjective } from '../support/meta-objective.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const layersModel = (): tfl.Sequential =>
  tfl.sequential({
    layers: [tfl.layers.dense({ inputShape: [2], units: 5, activation: 'tanh' }), tfl.layers.dense({ units: 3 })],
  });
const batched = mlp({ inputs: 2, hidden: [5], outputs: 3, activation: 'tanh' });

/** The leaves of the mlp under the names that the LayersModel's weights have. */
function renamed(params: ParamTree, model: Model): ParamTree {
  const names = Object.keys(model.specs);
  return Object.fromEntries(Object.values(params).map((tensor, i) => [names[i] as string, tensor]));
}

describe('fromLayersModel', () => {
  modelLaws('fromLayersModel', { model: fromLayersModel(layersModel()), x: [2] });
  modelLaws('fromLayersModel of a convolutional model', {
    model: fromLayersModel(
      tfl.sequential({
        layers: [
          tfl.layers.conv2d({ inputShape: [5, 5, 2], filters: 3, kernelSize: 3, activation: 'softplus' }),
          tfl.layers.averagePooling2d({ poolSize: 2 }),
          tfl.layers.flatten(),
          tfl.layers.dense({ units: 2 }),
        ],
      }),
    ),
    x: [5, 5, 2],
    gradientTolerance: 2e-2,
  });

  it('equals the batched mlp for shared, per-task and mixed leaves', () => {
    const model = fromLayersModel(layersModel());
    const x = sample('x', [3, 4, 2]);
    const shared = noisy(batched.specs);
    for (const params of [shared, perTask(shared, batched.specs, 3), mixed(shared, batched.specs, 3)]) {
      expectTreesClose(model.apply(renamed(params, model), x, contextOf()), batched.apply(params, x, contextOf()));
    }
  });

  it('has the meta-gradient of the batched mlp, to second order', () => {
    const model = fromLayersModel(layersModel());
    const episode = {
      support: { x: sample('x', [3, 4, 2]), y: sample('y', [3, 4, 3]) },
      query: { x: sample('x of the query', [3, 2, 2]), y: sample('y of the query', [3, 2, 3]) },
    };
    const at = noisy(batched.specs);
    const gradient = (of: Model, params: ParamTree): ParamTree =>
      differentiate(metaObjective(of, episode), params, contextOf()).grads;
    expectTreesClose(gradient(model, renamed(at, model)), renamed(gradient(batched, at), model));
  });

  it("starts at the model's own weights and never changes them", () => {
    const original = layersModel();
    const model = fromLayersModel(original);
    const before = original.getWeights().map((weight) => tf.clone(weight));
    const x = sample('x', [2, 3, 2]);
    const first = model.apply(initialize(model.specs, seed(1)), x, contextOf());
    const flat = original.predict(tf.reshape(x, [6, 2])) as tf.Tensor;
    expectTreesClose(tf.reshape(first, [6, 3]), flat);
    model.apply(noisy(model.specs), x, contextOf());
    expectTreesEqual(original.getWeights(), before);
  });

  it('gives weights back to the model when a call throws', () => {
    const original = layersModel();
    const model = fromLayersModel(original);
    expect(() => model.apply(noisy(model.specs), tf.zeros([1, 2, 7]), contextOf())).toThrow();
    expect(() => original.predict(tf.zeros([2, 2]))).not.toThrow();
    expect(numbers(original.getWeights()[1] as tf.Tensor)).toEqual([0, 0, 0, 0, 0]);
  });

  it('takes weights that are not trainable as fixed', () => {
    const frozen = tfl.sequential({
      layers: [tfl.layers.dense({ inputShape: [2], units: 5, trainable: false }), tfl.layers.dense({ units: 3 })],
    });
    const { specs } = fromLayersModel(frozen);
    const shapesOf = (wanted: string): unknown[] =>
      Object.values(specs).flatMap(({ shape, role = 'learned' }) => (role === wanted ? [shape] : []));
    expect([shapesOf('fixed'), shapesOf('learned')]).toEqual([
      [[2, 5], [5]],
      [[5, 3], [3]],
    ]);
    expect(parameterCount(specs)).toBe(5 * 3 + 3);
  });

  const stateful: Record<string, () => tfl.layers.Layer> = {
    BatchNormalization: () => tfl.layers.batchNormalization(),
    Dropout: () => tfl.layers.dropout({ rate: 0.5 }),
    GaussianNoise: () => tfl.layers.gaussianNoise({ stddev: 1 }),
    LSTM: () => tfl.layers.lstm({ units: 2, recurrentInitializer: 'zeros' }),
    Bidirectional: () =>
      tfl.layers.bidirectional({
        layer: tfl.layers.gru({ units: 2, recurrentInitializer: 'zeros' }),
        mergeMode: 'concat',
      }),
  };
  for (const [name, layer] of Object.entries(stateful)) {
    it(`refuses ${name} and says why`, () => {
      const model = tfl.sequential({ layers: [tfl.layers.inputLayer({ inputShape: [4, 2] }), layer()] });
      expect(() => fromLayersModel(model)).toThrow(InvalidOptionError);
      expect(() => fromLayersModel(model)).toThrow(`(${name}) keeps state or draws its own random numbers`);
    });
  }

  it('finds refused layers inside nested models', () => {
    const inner = tfl.sequential({
      layers: [tfl.layers.dense({ inputShape: [2], units: 2 }), tfl.layers.dropout({ rate: 0.1 })],
    });
    expect(() => fromLayersModel(tfl.sequential({ layers: [inner, tfl.layers.dense({ units: 1 })] }))).toThrow(
      '(Dropout)',
    );
  });

  it('refuses several outputs', () => {
    const input = tfl.input({ shape: [2] });
    const heads = [1, 2].map((units) => tfl.layers.dense({ units }).apply(input) as tfl.SymbolicTensor);
    expect(() => fromLayersModel(tfl.model({ inputs: input, outputs: heads }))).toThrow(
      'has 1 and 2. Build a model of the output',
    );
  });

  it('accepts a LayersModel by its form', () => {
    const model: LayersModelLike = layersModel();
    const context: Context = contextOf();
    expect(
      fromLayersModel(model).apply(noisy(fromLayersModel(model).specs), tf.zeros([1, 1, 2]), context).shape,
    ).toEqual([1, 1, 3]);
  });
});
