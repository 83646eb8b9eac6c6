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

export type VectorOperationName = 'linear' | 'relu' | 'tanh' | 'softplus' | 'swish' | 'identity' | 'zero';

const vectors: Readonly<Record<VectorOperationName, (units: number) => Model>> = {
  linear: (units) => layer(units, 'linear'),
  relu: (units) => layer(units, 'relu'),
  tanh: (units) => layer(units, 'tanh'),
  softplus: (units) => layer(units, 'softplus'),
  swish: (units) => layer(units, 'swish'),
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

export type ImageOperationName =
  'conv1' | 'conv3' | 'conv5' | 'dilated3' | 'maxPool3' | 'averagePool3' | 'identity' | 'zero';

const images: Readonly<Record<ImageOperationName, (filters: number, norm: NormOptions) => Model>> = {
  conv1: convolution(1, 1),
  conv3: convolution(3, 1),
  conv5: convolution(5, 1),
  dilated3: convolution(3, 2),
  maxPool3: () => maxPool({ size: 3, strides: 1, padding: 'same' }),
  averagePool3: () => averagePool({ size: 3, strides: 1, padding: 'same' }),
  identity,
  zero,
};

export const vectorOperationNames: readonly VectorOperationName[] = Object.keys(vectors) as VectorOperationName[];
export const imageOperationNames: readonly ImageOperationName[] = Object.keys(images) as ImageOperationName[];

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
