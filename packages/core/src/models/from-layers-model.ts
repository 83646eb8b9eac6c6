import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import type { ParamSpecs } from '../contracts/params.js';
import type { ParamTree } from '../contracts/tree.js';
import { InvalidDataError, InvalidOptionError } from '../errors.js';
import { leaf } from '../params/named.js';
import { fromFunction } from './from-function.js';

/** A weight of a tf.js layer, as much of it as is used. */
export interface LayersWeight {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  read: () => Tensor;
}

/** A layer of tf.js, as much of it as is used; `layers` and `layer` are those of nested models and wrappers. */
export interface LayersLayer {
  readonly name: string;
  getClassName(): string;
  readonly layers?: readonly LayersLayer[];
  readonly layer?: LayersLayer;
}

/** A `LayersModel` of @tensorflow/tfjs-layers, told by its form, so that core does not depend on that package. */
export interface LayersModelLike {
  readonly name: string;
  readonly layers: readonly LayersLayer[];
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
  readonly weights: readonly LayersWeight[];
  readonly trainableWeights: readonly LayersWeight[];
  apply(x: Tensor): unknown;
}

/** Layers that keep state between calls, or draw random numbers that no key decides. */
const refused = /BatchNormalization|Dropout|GaussianNoise|RNN|LSTM|GRU|Bidirectional|^Random/;

const withNested = (layers: readonly LayersLayer[]): readonly LayersLayer[] =>
  layers.flatMap((layer) => [
    layer,
    ...withNested([...(layer.layers ?? []), ...(layer.layer === undefined ? [] : [layer.layer])]),
  ]);

function expectServable(model: LayersModelLike): void {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new InvalidOptionError(
      `fromLayersModel: expected a model with one input and one output, '${model.name}' has ${model.inputs.length} and ${model.outputs.length}. ` +
        'Build a model of the output that you need.',
    );
  }
  const odd = withNested(model.layers).find((layer) => refused.test(layer.getClassName()));
  if (odd === undefined) return;
  throw new InvalidOptionError(
    `fromLayersModel: layer '${odd.name}' (${odd.getClassName()}) keeps state or draws its own random numbers, so it is no pure function. ` +
      'Leave it out, or write the model in the layers of @innerloop/core or with fromFunction.',
  );
}

function specsOf(model: LayersModelLike): ParamSpecs {
  const trainable = new Set(model.trainableWeights);
  return Object.fromEntries(
    model.weights.map((weight) => {
      const spec = {
        shape: weight.shape.map((length) => length ?? 0),
        initialize: (): Tensor => tf.clone(weight.read()),
      };
      return [weight.name, trainable.has(weight) ? spec : { ...spec, role: 'fixed' as const }];
    }),
  );
}

/** Layers read a weight through its `read`: while `f` runs it gives the leaf of the weight's name. */
function withWeights<V>(weights: readonly LayersWeight[], params: ParamTree, f: () => V): V {
  const saved = weights.map((weight) => weight.read);
  try {
    for (const weight of weights) weight.read = () => leaf(params, weight.name);
    return f();
  } finally {
    weights.forEach((weight, i) => (weight.read = saved[i] as () => Tensor));
  }
}

/**
 * A model from a tf.js `LayersModel` of one input and one output. Its weights are the leaves, under their names; they start at the model's values
 * and the model itself is never changed. Weights that are not trainable are `fixed`. Tasks that share all weights pass in one call,
 * others one by one. Meta-gradients are right to second order for layers made of operations that core has gradients of.
 *
 * @throws InvalidOptionError for batch normalisation, dropout, recurrent and other layers that are no pure functions, and several inputs or outputs
 */
export function fromLayersModel(model: LayersModelLike): Model {
  expectServable(model);
  const independent = true; // the layers that mix examples are refused
  const run = (params: ParamTree, x: Tensor): Tensor => {
    const value = withWeights(model.weights, params, () => model.apply(x));
    if (value instanceof tf.Tensor) return value as Tensor;
    throw new InvalidDataError(
      `fromLayersModel: expected '${model.name}' to give one tensor, got ${Array.isArray(value) ? 'a list' : typeof value}.`,
    );
  };
  return fromFunction(specsOf(model), run, { independent });
}
