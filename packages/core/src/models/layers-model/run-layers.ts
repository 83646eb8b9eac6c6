import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError, InvalidOptionError } from '../../errors.js';
import type { LayersLayer, LayersModelLike, LayersSymbol } from './layers.js';

/** A part of a model's graph: from its one input to the one value that is asked for. */
export interface Part {
  readonly input: LayersSymbol;
  readonly output: LayersSymbol;
  /** The layers between them, each after those that it needs. */
  readonly layers: readonly LayersLayer[];
}

/** All values of the graph that ends with these, each after those that it is made from. */
function symbolsOf(ends: readonly LayersSymbol[], seen = new Set<LayersSymbol>()): Set<LayersSymbol> {
  for (const end of ends) {
    if (seen.has(end)) continue;
    symbolsOf(
      end.inputs.filter((before) => !seen.has(before)),
      seen,
    );
    seen.add(end);
  }
  return seen;
}

/** The values that a layer gives in the graph of the model. What a model within the model gives may be a value of its last layer. */
function valuesOf(model: LayersModelLike, name: string): readonly LayersSymbol[] {
  const within = model.layers.find((layer) => layer.name === name)?.outputs ?? [];
  return [...symbolsOf(model.outputs as readonly LayersSymbol[])].filter(
    (symbol) => symbol.sourceLayer.name === name || within.includes(symbol),
  );
}

function outputOf(model: LayersModelLike, cut: string | undefined): LayersSymbol {
  if (cut === undefined) {
    if (model.outputs.length === 1) return model.outputs[0] as LayersSymbol;
    throw new InvalidOptionError(
      `fromLayersModel: expected a model with one output, '${model.name}' has ${model.outputs.length}. Name the layer that you need with 'layer'.`,
    );
  }
  const found = valuesOf(model, cut);
  if (found.length === 1) return found[0] as LayersSymbol;
  const layers = model.layers.map(({ name }) => name).join(', ');
  throw new InvalidOptionError(
    found.length === 0
      ? `fromLayersModel: '${model.name}' has no layer '${cut}'. Its layers: ${layers}.`
      : `fromLayersModel: layer '${cut}' of '${model.name}' gives ${found.length} values, and one is needed. Name another layer: ${layers}.`,
  );
}

/**
 * The part of a model that ends with its output, or with that of the layer `cut`.
 *
 * @throws InvalidOptionError for several inputs or outputs, and for a layer that is not there
 */
export function partOf(model: LayersModelLike, cut: string | undefined): Part {
  if (model.inputs.length !== 1) {
    throw new InvalidOptionError(
      `fromLayersModel: expected a model with one input, '${model.name}' has ${model.inputs.length}. Build a model of the input that you have.`,
    );
  }
  const output = outputOf(model, cut);
  const layers = new Set([...symbolsOf([output])].map(({ sourceLayer }) => sourceLayer));
  return { input: model.inputs[0] as LayersSymbol, output, layers: [...layers] };
}

function expectFeatures(x: Tensor, { input: { shape } }: Part): void {
  const [, ...wanted] = shape;
  const given = x.shape.slice(1);
  if (given.length === wanted.length && wanted.every((size, axis) => size === null || size === given[axis])) return;
  throw new InvalidDataError(
    `fromLayersModel: expected examples of shape [${wanted.map((size) => size ?? 'any').join(', ')}], got [${given.join(', ')}]. ` +
      'Bring the data into the form that the network was trained on.',
  );
}

/** Told of each layer when it has run. */
export type OnLayer = (layer: LayersLayer) => void;

/** Runs a part layer by layer, in inference: dropout is the identity, batch normalisation takes its stored statistics. */
export function runLayers(part: Part, x: Tensor, onLayer: OnLayer): Tensor {
  expectFeatures(x, part);
  const values = new Map<number, Tensor>([[part.input.id, x]]);
  const valueOf = (symbol: LayersSymbol): Tensor => {
    const known = values.get(symbol.id);
    if (known !== undefined) return known;
    const inputs = symbol.inputs.map(valueOf);
    const made = symbol.sourceLayer.apply(inputs.length === 1 ? (inputs[0] as Tensor) : inputs, { training: false });
    onLayer(symbol.sourceLayer);
    const value: unknown = Array.isArray(made) ? made[symbol.outputTensorIndex ?? 0] : made;
    if (!(value instanceof tf.Tensor)) {
      throw new InvalidDataError(
        `fromLayersModel: expected layer '${symbol.sourceLayer.name}' to give a tensor, got ${typeof value}.`,
      );
    }
    values.set(symbol.id, value as Tensor);
    return value as Tensor;
  };
  return valueOf(part.output);
}
