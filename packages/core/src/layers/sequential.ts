import type { Model } from '../contracts/model.js';
import type { ParamSpecs } from '../contracts/params.js';
import { InvalidOptionError } from '../errors.js';
import { under } from '../params/named.js';
import { normalizationOf } from './normalization/normalization-of.js';
import { applyPart } from './part.js';

/** A model that is a row of named layers, which can be looked at one by one: `activationsOf`. */
export interface Sequential extends Model {
  readonly layers: Readonly<Record<string, Model>>;
}

/** JavaScript moves names that are numbers to the front of an object, and '/' separates a leaf from its layer. */
function expectName(name: string): void {
  if (name !== '' && !name.includes('/') && !/^\d+$/.test(name)) return;
  throw new InvalidOptionError(
    `sequential: '${name}' cannot name a layer. Use a word without '/', such as 'conv${name.replaceAll('/', '')}'.`,
  );
}

/**
 * Layers one after the other, in the order in which they are written. The leaves of a layer stand below its name: `'conv/kernel'`.
 *
 * @throws InvalidOptionError if there is no layer, or a name is empty, a number or holds a '/'
 */
export function sequential(layers: Readonly<Record<string, Model>>): Sequential {
  const parts = Object.entries(layers);
  if (parts.length === 0) throw new InvalidOptionError('sequential: expected at least one layer, got none.');
  parts.forEach(([name]) => expectName(name));
  const specs: ParamSpecs = Object.assign({}, ...parts.map(([name, layer]) => under(name, layer.specs))) as ParamSpecs;
  return {
    layers,
    specs,
    ...normalizationOf(Object.values(layers)),
    apply: (params, x, context) =>
      parts.reduce((value, [name, layer]) => applyPart(layer, name, params, value, context), x),
  };
}
