import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../../contracts/model.js';
import { InvalidOptionError } from '../../errors.js';
import type { ActivationName } from '../../layers/activation.js';
import { activation } from '../../layers/activation.js';
import { conv2d } from '../../layers/conv2d.js';
import { dense } from '../../layers/dense.js';
import type { NormOptions } from '../../layers/normalization/batch-norm.js';
import { batchNorm } from '../../layers/normalization/batch-norm.js';
import { averagePool, maxPool } from '../../layers/pooling.js';
import { sequential } from '../../layers/sequential.js';
import type { Operations } from './choices.js';

/** Nothing passes: an edge that is not there. */
const zero = (): Model => ({ specs: {}, apply: (_params, x) => tf.fill([...x.shape], 0) });
const identity = (): Model => activation('linear');

const layer = (units: number, name: ActivationName): Model =>
  sequential({ dense: dense({ inputs: units, outputs: units }), activation: activation(name) });

const vectors = {
  linear: (units: number): Model => layer(units, 'linear'),
  relu: (units: number): Model => layer(units, 'relu'),
  tanh: (units: number): Model => layer(units, 'tanh'),
  softplus: (units: number): Model => layer(units, 'softplus'),
  swish: (units: number): Model => layer(units, 'swish'),
  identity,
  zero,
};

const convolution =
  (kernelSize: number, dilations: number) =>
  (filters: number, norm: NormOptions): Model =>
    sequential({
      conv: conv2d({ inputChannels: filters, filters, kernelSize, dilations, bias: false }),
      norm: batchNorm({ ...norm, features: filters }),
      activation: activation('relu'),
    });

const images = {
  conv1: convolution(1, 1),
  conv3: convolution(3, 1),
  conv5: convolution(5, 1),
  dilated3: convolution(3, 2),
  maxPool3: (): Model => maxPool({ size: 3, strides: 1, padding: 'same' }),
  averagePool3: (): Model => averagePool({ size: 3, strides: 1, padding: 'same' }),
  identity,
  zero,
};

export type VectorOperationName = keyof typeof vectors;
export type ImageOperationName = keyof typeof images;
export const vectorOperationNames = Object.keys(vectors) as readonly VectorOperationName[];
export const imageOperationNames = Object.keys(images) as readonly ImageOperationName[];

function named<Make>(makers: Readonly<Record<string, Make>>, names: readonly string[]): readonly [string, Make][] {
  return names.map((name) => {
    const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
    if (make !== undefined) return [name, make];
    throw new InvalidOptionError(
      `operations: there is no operation '${name}'. There are: ${Object.keys(makers).join(', ')}.`,
    );
  });
}

/**
 * Candidates for an edge between vectors `[T, N, units]`: a dense layer with an activation (`linear`, `relu`, `tanh`, `softplus`, `swish`),
 * `identity`, and `zero`, which cuts the edge.
 *
 * @throws InvalidOptionError if there is no operation of a name
 */
export const vectorOperations = (units: number, names: readonly VectorOperationName[]): Operations =>
  Object.fromEntries(named(vectors, names).map(([name, make]) => [name, make(units)]));

/**
 * Candidates for an edge between images `[T, N, H, W, filters]`: a convolution with batch normalisation and relu (`conv1`, `conv3`,
 * `conv5`, `dilated3`), pooling over 3 × 3 with stride 1 (`maxPool3`, `averagePool3`), `identity`, and `zero`, which cuts the edge.
 *
 * @throws InvalidOptionError if there is no operation of a name
 */
export const imageOperations = (
  filters: number,
  names: readonly ImageOperationName[],
  norm: NormOptions = { statistics: 'batch' },
): Operations => Object.fromEntries(named(images, names).map(([name, make]) => [name, make(filters, norm)]));
