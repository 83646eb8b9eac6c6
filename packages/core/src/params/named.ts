import type { Tensor } from '@tensorflow/tfjs-core';
import type { ParamSpec, ParamSpecs } from '../contracts/params.js';
import type { ParamTree } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';

/**
 * The leaf of a name.
 *
 * @throws InvalidDataError that names the leaves there are
 */
export function leaf(params: ParamTree, name: string): Tensor {
  const found = Object.hasOwn(params, name) ? params[name] : undefined; // 'constructor' is in every object
  if (found === undefined) {
    const known = Object.keys(params);
    throw new InvalidDataError(
      `leaf: no parameter '${name}'. There ${known.length === 0 ? 'are none' : `are: ${known.join(', ')}`}.`,
    );
  }
  return found;
}

/** The spec of a name. @throws InvalidDataError that names the specs there are */
export function specOf(specs: ParamSpecs, name: string): ParamSpec {
  const found = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (found === undefined)
    throw new InvalidDataError(`specOf: no spec '${name}'. There are: ${Object.keys(specs).join(', ')}.`);
  return found;
}

export const mapParams = (params: ParamTree, f: (tensor: Tensor, name: string) => Tensor): ParamTree =>
  Object.fromEntries(Object.entries(params).map(([name, tensor]) => [name, f(tensor, name)]));

export const mapSpecs = (specs: ParamSpecs, f: (spec: ParamSpec, name: string) => ParamSpec): ParamSpecs =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, f(spec, name)]));

/** The entries below a prefix, without it: `scope({ 'model/bias': b }, 'model')` is `{ bias: b }`. */
export function scope<T>(tree: Readonly<Record<string, T>>, prefix: string): Readonly<Record<string, T>> {
  const start = `${prefix}/`;
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]) =>
      name.startsWith(start) ? [[name.slice(start.length), value]] : [],
    ),
  );
}

/** All entries below a prefix: the inverse of `scope`. */
export const under = <T>(prefix: string, tree: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(tree).map(([name, value]) => [`${prefix}/${name}`, value]));

/** The entries whose name is wanted. */
export const pick = <T>(
  tree: Readonly<Record<string, T>>,
  wanted: (name: string) => boolean,
): Readonly<Record<string, T>> => Object.fromEntries(Object.entries(tree).filter(([name]) => wanted(name)));
