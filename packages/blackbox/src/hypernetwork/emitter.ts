import type { Context, Model, ParamSpec, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import { align, applyPart, dense, leaf, normal, specOf, under } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** A linear map from a code to parameters, layer by layer. */
export interface Emitter {
  /** `start/NAME` for each leaf, with its own initialiser, and `layers/LAYER/kernel` for each layer. */
  readonly specs: ParamSpecs;
  /** `φ_l = φ⁰_l + W_l e / √fan-in`: of codes `[T, size]` each leaf by name, `[T, …shape]`. */
  emit(params: ParamTree, code: Tensor, context: Context): ParamTree;
}

interface Layer {
  readonly name: string;
  readonly leaves: readonly (readonly [name: string, spec: ParamSpec])[];
  readonly entries: number;
  readonly fanIn: number;
}

const entriesOf = ({ shape }: ParamSpec): number => shape.reduce((product, length) => product * length, 1);

/** Leaves whose names differ in their last part are a layer; what is not below a name is one called `all`. */
function layersOf(specs: ParamSpecs): readonly Layer[] {
  const groups = new Map<string, (readonly [string, ParamSpec])[]>();
  for (const entry of Object.entries(specs)) {
    const name = entry[0].includes('/') ? entry[0].slice(0, entry[0].lastIndexOf('/')) : 'all';
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups].map(([name, leaves]) => ({
    name: name.replaceAll('/', '.'),
    leaves,
    entries: leaves.reduce((sum, [, spec]) => sum + entriesOf(spec), 0),
    fanIn: fanInOf(leaves.map(([, spec]) => spec)),
  }));
}

/** Inputs of a unit: all axes but the last of the leaf with the most of them. Of vectors alone, as normalisation has them, their length. */
function fanInOf(specs: readonly ParamSpec[]): number {
  const shapes = specs.map(({ shape }) => shape);
  const [kernel = []] = [...shapes].sort((one, other) => other.length - one.length);
  const axes = kernel.length > 1 ? kernel.slice(0, -1) : kernel;
  return Math.max(
    1,
    axes.reduce((product, length) => product * length, 1),
  );
}

/**
 * Emits all of some leaves from a code of `size` entries. `W_l` is drawn with variance `1 / size` and scaled by `1 / √fan-in` of its layer, so what a
 * unit adds up keeps its size whatever its width. With `W = 0` the parameters are `φ⁰`, the same for all tasks.
 *
 * @see Chang, Flokas, Lipson 2020, "Principled Weight Initialization for Hypernetworks" (hyperfan-in)
 */
export function emitter(specs: ParamSpecs, size: number): Emitter {
  const layers = layersOf(specs);
  const maps: readonly (readonly [Layer, Model])[] = layers.map((layer) => [
    layer,
    dense({ inputs: size, outputs: layer.entries, bias: false, initializer: normal(1 / Math.sqrt(size)) }),
  ]);
  const parts = maps.map(([{ name }, map]) => under(`layers/${name}`, map.specs));
  return {
    specs: Object.assign({}, under('start', specs), ...parts) as ParamSpecs,
    emit: (params, code, context) => {
      const emitted: Record<string, Tensor> = {};
      for (const [layer, map] of maps) {
        const made = applyPart(map, `layers/${layer.name}`, params, tf.expandDims(code, 1), context);
        const scaled = tf.mul(made, 1 / Math.sqrt(layer.fanIn));
        let from = 0;
        for (const [name, spec] of layer.leaves) {
          const own = tf.slice(scaled, [0, 0, from], [-1, 1, entriesOf(spec)]);
          const start = align(leaf(params, `start/${name}`), specOf(specs, name), spec.shape.length + 1);
          emitted[name] = tf.add(start, tf.reshape(own, [code.shape[0], ...spec.shape]));
          from += entriesOf(spec);
        }
      }
      return emitted;
    },
  };
}
