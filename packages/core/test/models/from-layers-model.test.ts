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

  const inputOf = (shape: number[]): tfl.layers.Layer => tfl.layers.inputLayer({ inputShape: shape });

  modelLaws('fromLayersModel with batch normalisation and dropout', {
    model: fromLayersModel(
      tfl.sequential({
        layers: [
          tfl.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3, activation: 'softplus' }),
          tfl.layers.batchNormalization({ scale: false }),
          tfl.layers.flatten(),
          tfl.layers.dropout({ rate: 0.5 }),
          tfl.layers.batchNormalization(),
          tfl.layers.dense({ units: 2 }),
        ],
      }),
    ),
    x: [4, 4, 1],
    gradientTolerance: 2e-2,
  });

  modelLaws('fromLayersModel of a recurrent model', {
    model: fromLayersModel(
      tfl.sequential({
        layers: [inputOf([3, 2]), tfl.layers.lstm({ units: 2, recurrentInitializer: 'zeros' })],
      }),
    ),
    x: [3, 2],
    gradientTolerance: 2e-2,
  });

  const quiet: Record<string, () => tfl.layers.Layer> = {
    BatchNormalization: () => tfl.layers.batchNormalization({ movingMeanInitializer: 'ones' }),
    Dropout: () => tfl.layers.dropout({ rate: 0.5 }),
    SpatialDropout1D: () => tfl.layers.spatialDropout1d({ rate: 0.5 }),
    GaussianNoise: () => tfl.layers.gaussianNoise({ stddev: 1 }),
    GaussianDropout: () => tfl.layers.gaussianDropout({ rate: 0.5 }),
    AlphaDropout: () => tfl.layers.alphaDropout({ rate: 0.5 }),
    Bidirectional: () =>
      tfl.layers.bidirectional({
        layer: tfl.layers.gru({ units: 2, recurrentInitializer: 'zeros' }),
        mergeMode: 'concat',
      }),
  };
  it.each(Object.entries(quiet))('%s does in training what it does in inference', (_name, layer) => {
    const original = tfl.sequential({ layers: [inputOf([4, 2]), layer()] });
    const model = fromLayersModel(original);
    const x = sample('x', [2, 3, 4, 2]);
    const found = model.apply(initialize(model.specs, seed(1)), x, { ...contextOf(), mode: 'train' });
    const expected = original.predict(tf.reshape(x, [6, 4, 2])) as tf.Tensor;
    expectTreesClose(tf.reshape(found, expected.shape), expected);
  });

  const refused: Record<string, readonly [() => tfl.layers.Layer, string]> = {
    'a stateful layer': [
      () => tfl.layers.gru({ units: 2, stateful: true, batchInputShape: [1, 4, 2], recurrentInitializer: 'zeros' }),
      'keeps state between calls',
    ],
    'dropout within a recurrent layer': [
      () => tfl.layers.lstm({ units: 2, dropout: 0.5, recurrentInitializer: 'zeros', inputShape: [4, 2] }),
      'keeps the masks of its dropout',
    ],
    masking: [() => tfl.layers.masking({ inputShape: [4, 2] }), 'masks steps of a series'],
  };
  it.each(Object.entries(refused))('refuses %s and says why, in nested models too', (_name, [layer, why]) => {
    const inner = tfl.sequential({ layers: [layer()] });
    for (const model of [inner, tfl.sequential({ layers: [inner] })]) {
      expect(() => fromLayersModel(model)).toThrow(InvalidOptionError);
      expect(() => fromLayersModel(model)).toThrow(why);
    }
  });

  it('takes one of several outputs by the name of its layer', () => {
    const input = tfl.input({ shape: [2] });
    const heads = ['left', 'right'].map(
      (name) => tfl.layers.dense({ units: 3, name }).apply(input) as tfl.SymbolicTensor,
    );
    const model = tfl.model({ inputs: input, outputs: heads });
    expect(() => fromLayersModel(model)).toThrow("with one output, 'model");
    expect(Object.keys(fromLayersModel(model, { layer: 'right' }).specs)).toEqual(['right/kernel', 'right/bias']);
  });

  it('accepts a LayersModel by its form', () => {
    const model: LayersModelLike = layersModel();
    const context: Context = contextOf();
    expect(
      fromLayersModel(model).apply(noisy(fromLayersModel(model).specs), tf.zeros([1, 1, 2]), context).shape,
    ).toEqual([1, 1, 3]);
  });
});
