import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import type { ParamSpec, ParamSpecs } from '../contracts/params.js';
import type { ParamTree } from '../contracts/tree.js';
import { leaf } from '../params/named.js';
import { fromFunction } from './from-function.js';
import { differentiableLayers } from './layers-model/derivatives.js';
import type { LayersModelLike, LayersWeight } from './layers-model/layers.js';
import { expectPure } from './layers-model/layers.js';
import { leafNames } from './layers-model/leaf-names.js';
import type { Part } from './layers-model/run-layers.js';
import { partOf, runLayers } from './layers-model/run-layers.js';

export interface FromLayersModelOptions {
  /** The model ends with the output of the layer of this name. Default: with its own output. */
  readonly layer?: string;
  /**
   * Whether weights are learned: `false` freezes all, they are `fixed` leaves; `true` learns all but the stored statistics of
   * normalisation. Default: as the model says of each weight.
   */
  readonly trainable?: boolean;
}

/** The leaves of a part: each weight by its name, in the order of the model. */
type Leaves = ReadonlyMap<LayersWeight, string>;

/** Statistics are measured, not learned. */
const isStatistic = (name: string): boolean => /moving_(mean|variance)(_\d+)?$/.test(name);

/** The value of a weight, whatever engine runs by now. */
const valueOf = (weight: LayersWeight): Tensor => tf.clone(weight.read());

function specsOf(part: Part, leaves: Leaves, trainable: boolean | undefined): ParamSpecs {
  const learned = new Set(part.layers.flatMap((layer) => layer.trainableWeights));
  const isLearned = (weight: LayersWeight, name: string): boolean =>
    trainable === undefined ? learned.has(weight) : trainable && !isStatistic(name);
  return Object.fromEntries(
    [...leaves].map(([weight, name]): [string, ParamSpec] => {
      const spec = { shape: weight.shape.map((length) => length ?? 0), initialize: () => valueOf(weight) };
      return [name, isLearned(weight, name) ? spec : { ...spec, role: 'fixed' }];
    }),
  );
}

/** Layers read a weight through its `read`: while `f` runs it gives the leaf of the weight's name. */
function withWeights<V>(leaves: Leaves, params: ParamTree, f: () => V): V {
  const saved = [...leaves.keys()].map((weight) => [weight, weight.read] as const);
  try {
    for (const [weight, name] of leaves) weight.read = () => leaf(params, name);
    return f();
  } finally {
    for (const [weight, read] of saved) weight.read = read;
  }
}

/** The leaves of the part, under the names that they have in the whole model. */
function leavesOf(model: LayersModelLike, part: Part): Leaves {
  const weightsOf = ({ layers }: Pick<Part, 'layers'>): readonly LayersWeight[] => [
    ...new Set(layers.flatMap(({ weights }) => weights)),
  ];
  const names = leafNames(model.layers, weightsOf(model));
  return new Map(weightsOf(part).map((weight) => [weight, names.get(weight) as string]));
}

/**
 * A model from a tf.js `LayersModel` of one input: a network that others trained, as it is, as an embedding or to be trained on. Its weights are the
 * leaves; they start at the model's values and the model itself is never changed. Tasks that share all weights pass in one call,
 * others one by one.
 *
 * The network runs as in inference: dropout and noise are the identity, and batch normalisation takes its stored mean and variance, which are
 * `fixed` leaves. Leaves are named as the layers name their weights, `body/kernel`; unnamed layers by their place in the model
 * (`dense_1`), and an index follows a name that comes again. So the same model has the same leaves in every process.
 *
 * Gradients flow through layers made of operations that core has gradients of, to any order. A layer that learned weights cannot be
 * differentiated through to the order asked for is refused by its name when it first runs.
 *
 * @param options.layer  the layer at which to cut
 * @throws InvalidOptionError for several inputs or outputs, for layers that keep state, draw random numbers or mask steps, and as above
 */
export function fromLayersModel(model: LayersModelLike, { layer, trainable }: FromLayersModelOptions = {}): Model {
  const part = partOf(model, layer);
  expectPure(part.layers);
  const leaves = leavesOf(model, part);
  const specs = specsOf(part, leaves, trainable);
  const learned = [...leaves.values()].filter((name) => specs[name]?.role === undefined);
  const independent = true; // in inference no layer mixes examples
  return fromFunction(
    specs,
    (params, x, { order }) =>
      withWeights(leaves, params, () => {
        const watch = differentiableLayers(
          learned.map((name) => leaf(params, name)),
          order === 'exact' ? 2 : 1,
        );
        return runLayers(part, x, watch);
      }),
    { independent },
  );
}
