import type { LayersLayer, LayersWeight } from './layers.js';
import { withNested } from './layers.js';

const snakeCase = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** What an unnamed layer is called, a counter of the process at its end: `dense_Dense68`, `sequential_2`, `model1`. */
const isUnnamed = (name: string, kind: string): boolean =>
  new RegExp(`^(\\w+_${kind}|sequential_|model|functional|layersmodel)\\d+$`).test(name);

/** Names of unnamed layers by their place: `dense_1` is the first unnamed dense layer of the model. */
function namesByPlace(layers: readonly LayersLayer[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  for (const layer of withNested(layers)) {
    const kind = layer.getClassName();
    if (names.has(layer.name) || !isUnnamed(layer.name, kind)) continue;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    names.set(layer.name, `${snakeCase(kind)}_${count}`);
  }
  return names;
}

/**
 * A name for each weight that depends on the model alone: the one that its layer gave it, with unnamed layers named by their place, and an
 * index where a name comes again. TensorFlow.js counts layers and weights through the whole process.
 *
 * @param layers  all of the model, so that a part of it has the same names
 */
export function leafNames(
  layers: readonly LayersLayer[],
  weights: readonly LayersWeight[],
): ReadonlyMap<LayersWeight, string> {
  const byPlace = namesByPlace(layers);
  const taken = new Set<string>();
  const named = new Map<LayersWeight, string>();
  for (const weight of weights) {
    const given = weight.originalName ?? weight.name;
    const base = given
      .split('/')
      .map((part) => byPlace.get(part) ?? part)
      .join('/');
    let name = base;
    for (let index = 1; taken.has(name); index++) name = `${base}_${index}`;
    taken.add(name);
    named.set(weight, name);
  }
  return named;
}
