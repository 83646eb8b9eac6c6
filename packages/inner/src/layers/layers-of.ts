import type { ParamSpecs, Shape } from '@innerloop/core';

/** The output units of a layer, and the leaves that end in them: the last axis of each has as many places. */
export interface LayerUnits {
  readonly units: number;
  readonly leaves: readonly string[];
}

/** Its name up to the last '/', and its number of units: in a flat model the leaves of several layers stand side by side. */
function layerOf(leaf: string, shape: Shape): string {
  const units = shape.at(-1);
  if (units === undefined) return leaf;
  const layer = leaf.slice(0, Math.max(0, leaf.lastIndexOf('/')));
  return layer === '' ? `units${units}` : `${layer}/units${units}`;
}

/**
 * The leaves of a network by layer: `'layer0/kernel'` `[1, 40]` and `'layer0/bias'` `[40]` are the layer `'layer0/units40'`.
 *
 * A leaf without axes is a layer by itself. Two layers are one if their leaves stand side by side and have as many units.
 */
export function layersOf(specs: ParamSpecs): Readonly<Record<string, LayerUnits>> {
  const layers: Record<string, LayerUnits> = {};
  for (const [leaf, { shape }] of Object.entries(specs)) {
    const name = layerOf(leaf, shape);
    layers[name] = { units: shape.at(-1) ?? 1, leaves: [...(layers[name]?.leaves ?? []), leaf] };
  }
  return layers;
}
