import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../errors.js';

/** A weight of a tf.js layer, as much of it as is used. */
export interface LayersWeight {
  /** The name that is unique in this process: another one each time that the same model is made. */
  readonly name: string;
  /** The name that the layer gave it. */
  readonly originalName?: string;
  readonly shape: readonly (number | null)[];
  read: () => Tensor;
}

/** What stands for the value of a layer in the graph of a model. */
export interface LayersSymbol {
  readonly id: number;
  readonly shape: readonly (number | null)[];
  readonly sourceLayer: LayersLayer;
  readonly inputs: readonly LayersSymbol[];
  readonly outputTensorIndex?: number;
}

/** A layer of tf.js, as much of it as is used; `layers` and `layer` are those of nested models and wrappers. */
export interface LayersLayer {
  readonly name: string;
  getClassName(): string;
  getConfig(): object;
  apply(x: Tensor | Tensor[], options?: { readonly training: false }): unknown;
  readonly weights: readonly LayersWeight[];
  readonly trainableWeights: readonly LayersWeight[];
  readonly outputs?: readonly unknown[];
  readonly layers?: readonly LayersLayer[];
  readonly layer?: LayersLayer;
}

/** A `LayersModel` of @tensorflow/tfjs-layers, told by its form, so that core does not depend on that package. */
export interface LayersModelLike {
  readonly name: string;
  readonly layers: readonly LayersLayer[];
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
}

/** These layers and all within them, in the order of the model. */
export const withNested = (layers: readonly LayersLayer[]): readonly LayersLayer[] =>
  layers.flatMap((layer) => [
    layer,
    ...withNested([...(layer.layers ?? []), ...(layer.layer === undefined ? [] : [layer.layer])]),
  ]);

/** Why a layer is no pure function of weights and examples, one by one; undefined if it is. Noise is off in inference: it is the identity there. */
function faultOf(layer: LayersLayer): string | undefined {
  const config = layer.getConfig() as Readonly<Record<string, unknown>>;
  if (layer.getClassName().startsWith('Random')) return 'draws its own random numbers';
  if (config['stateful'] === true) return 'keeps state between calls';
  if (layer.getClassName() === 'Masking' || config['maskZero'] === true) return 'masks steps of a series';
  const drops = [config['dropout'], config['recurrentDropout']].some((rate) => typeof rate === 'number' && rate > 0);
  return drops ? 'keeps the masks of its dropout' : undefined;
}

/** @throws InvalidOptionError that names the first layer that cannot be served, and says why */
export function expectPure(layers: readonly LayersLayer[]): void {
  for (const layer of withNested(layers)) {
    const fault = faultOf(layer);
    if (fault === undefined) continue;
    throw new InvalidOptionError(
      `fromLayersModel: layer '${layer.name}' (${layer.getClassName()}) ${fault}, so it is no pure function. ` +
        "Leave it out, cut the model before it with 'layer', or write the model in the layers of @innerloop/core or with fromFunction.",
    );
  }
}
