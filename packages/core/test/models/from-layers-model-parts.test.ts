import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { differentiate, fromLayersModel, initialize, InvalidDataError, seed, useBackend } from '../../src/index.js';
import type { FromLayersModelOptions, Model, ParamTree } from '../../src/index.js';
import { contextOf, noisy, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const namesOf = (model: tfl.LayersModel, options?: FromLayersModelOptions): string[] =>
  Object.keys(fromLayersModel(model, options).specs);

async function loadedAgain(model: tfl.LayersModel): Promise<tfl.LayersModel> {
  let saved: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  return tfl.loadLayersModel(tf.io.fromMemory(saved));
}

const picture = (): tfl.Sequential =>
  tfl.sequential({
    name: 'eye',
    layers: [
      tfl.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3, name: 'see' }),
      tfl.layers.batchNormalization({ name: 'norm' }),
      tfl.layers.flatten({ name: 'flat' }),
      tfl.layers.dense({ units: 3, name: 'body', activation: 'tanh' }),
      tfl.layers.dense({ units: 2, name: 'head' }),
    ],
  });

describe('the leaves of a LayersModel', () => {
  it('have the same names however often the model is made or loaded', async () => {
    const names = ['see/kernel', 'see/bias', 'norm/gamma', 'norm/beta'];
    const made = picture();
    expect(namesOf(made).slice(0, 4)).toEqual(names);
    const again = [picture(), await loadedAgain(made), await loadedAgain(made)];
    for (const model of again) expect(namesOf(model)).toEqual(namesOf(made));
  });

  it('are named by place where layers have no names', async () => {
    const unnamed = (): tfl.Sequential =>
      tfl.sequential({
        layers: [
          tfl.layers.dense({ inputShape: [2], units: 3 }),
          tfl.layers.batchNormalization(),
          tfl.layers.dense({ units: 2, useBias: false }),
        ],
      });
    const names = ['dense_1/kernel', 'dense_1/bias'];
    names.push('batch_normalization_1/gamma', 'batch_normalization_1/beta', 'dense_2/kernel');
    names.push('batch_normalization_1/moving_mean', 'batch_normalization_1/moving_variance');
    for (const model of [unnamed(), unnamed(), await loadedAgain(unnamed())]) {
      expect(namesOf(model).sort()).toEqual([...names].sort());
    }
  });

  it('have an index where a name comes again, and keep their names in a part of the model', () => {
    const inner = (name: string): tfl.Sequential =>
      tfl.sequential({ name, layers: [tfl.layers.dense({ inputShape: [2], units: 2, name: 'same', useBias: false })] });
    const model = tfl.sequential({ layers: [inner('a'), inner('b'), tfl.layers.dense({ units: 1, name: 'head' })] });
    const names = namesOf(model);
    expect(new Set(names).size).toBe(4);
    expect(namesOf(model, { layer: 'b' })).toEqual(names.slice(0, 2));
    const twice = tfl.sequential({ layers: [inner('a'), inner('b'), tfl.layers.dense({ units: 1, name: 'head' })] });
    expect(namesOf(twice)).toEqual(names);
  });

  it('are fixed when the model is frozen, learned when it is not, and statistics never are', () => {
    const roles = (options?: FromLayersModelOptions): string[] =>
      Object.entries(fromLayersModel(picture(), options).specs).flatMap(([name, { role }]) =>
        role === undefined ? [name] : [],
      );
    expect(roles({ trainable: false })).toEqual([]);
    expect(roles({ trainable: true })).toHaveLength(8);
    expect(roles()).toEqual(roles({ trainable: true }));
    const frozen = picture();
    for (const layer of frozen.layers.slice(0, 4)) layer.trainable = false;
    const byModel = fromLayersModel(frozen).specs;
    expect(Object.keys(byModel).filter((name) => byModel[name]?.role === undefined)).toEqual([
      'head/kernel',
      'head/bias',
    ]);
  });
});

describe('a part of a LayersModel', () => {
  it('gives what its layer gives', () => {
    const whole = picture();
    const part = fromLayersModel(whole, { layer: 'body', trainable: false });
    const x = sample('x', [2, 3, 4, 4, 1]);
    const cut = tfl.model({ inputs: whole.inputs, outputs: whole.getLayer('body').output });
    const expected = cut.predict(tf.reshape(x, [6, 4, 4, 1])) as tf.Tensor;
    const found = part.apply(initialize(part.specs, seed(1)), x, contextOf());
    expectTreesClose(tf.reshape(found, [6, 3]), expected);
  });

  it('says which layers there are when the one that is named is not', () => {
    expect(() => fromLayersModel(picture(), { layer: 'boddy' })).toThrow(
      "'eye' has no layer 'boddy'. Its layers: see, norm, flat, body, head.",
    );
  });

  it('refuses examples of another form', () => {
    const model = fromLayersModel(picture());
    const run = (): tf.Tensor => model.apply(noisy(model.specs), tf.zeros([1, 2, 5, 5, 1]), contextOf());
    expect(run).toThrow(InvalidDataError);
    expect(run).toThrow('expected examples of shape [4, 4, 1], got [5, 5, 1]');
  });
});

describe('layers that cannot be differentiated', () => {
  /** Nearest-neighbour resizing has a gradient in TensorFlow.js, which has none itself. */
  const enlarging = (options?: FromLayersModelOptions): Model =>
    fromLayersModel(
      tfl.sequential({
        layers: [
          tfl.layers.conv2d({ inputShape: [2, 2, 1], filters: 1, kernelSize: 1, name: 'see' }),
          tfl.layers.upSampling2d({ size: [2, 2], name: 'enlarge' }),
          tfl.layers.flatten(),
          tfl.layers.dense({ units: 2, name: 'head' }),
        ],
      }),
      options,
    );
  const gradientOf = (model: Model, order: 'exact' | 'first'): ParamTree =>
    differentiate(
      (params, context) => tf.reshape(tf.sum(model.apply(params, tf.ones([1, 2, 2, 2, 1]), context)), [1]),
      initialize(model.specs, seed(1)),
      { ...contextOf(), order },
    ).grads;

  it('are refused by name where second derivatives are asked for', () => {
    expect(() => gradientOf(enlarging(), 'exact')).toThrow(
      "layer 'enlarge' (UpSampling2D) computes ResizeNearestNeighbor, which has a gradient but no second derivative",
    );
  });

  it('run where the first derivative is enough, and where the layers before them are frozen', () => {
    expect(Object.keys(gradientOf(enlarging(), 'first'))).toContain('see/kernel');
    const headOnly = enlarging({ trainable: false });
    expect(() =>
      headOnly.apply(initialize(headOnly.specs, seed(1)), tf.ones([1, 2, 2, 2, 1]), contextOf()),
    ).not.toThrow();
    expect(() => gradientOf(headOnly, 'exact')).not.toThrow();
  });
});
