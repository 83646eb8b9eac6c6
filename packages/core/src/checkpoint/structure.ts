import { Tensor } from '@tensorflow/tfjs-core';
import type { Tree } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';
import { damaged } from './damaged.js';
import { isJsonObject, jsonObject } from './json-object.js';
import { leafName } from './leaf-name.js';

/** A tree without its values, as JSON: 0 where a tensor is, lists and objects elsewhere. Order is kept. */
export type Flattened = { readonly leaves: ReadonlyMap<string, Tensor>; readonly structure: string };

/**
 * The tensors of a tree by their names in the file, and the JSON from which `unflatten` restores the tree.
 *
 * @throws InvalidDataError for anything but tensors, lists and records, and for a record with the name `__proto__`
 */
export function flatten(tree: Tree): Flattened {
  const leaves = new Map<string, Tensor>();
  const visit = (branch: Tree, path: readonly string[]): string => {
    if (branch instanceof Tensor) {
      leaves.set(leafName(path), branch);
      return '0';
    }
    if (Array.isArray(branch))
      return `[${branch.map((item: Tree, at) => visit(item, [...path, String(at)])).join(',')}]`;
    expectRecord(branch, path);
    return jsonObject(Object.entries(branch).map(([name, child]) => [name, visit(child, [...path, name])] as const));
  };
  const structure = visit(tree, []);
  return { leaves, structure };
}

function expectRecord(branch: unknown, path: readonly string[]): void {
  const place = path.length === 0 ? 'the tree' : `'${leafName(path)}'`;
  if (!isJsonObject(branch)) {
    throw new InvalidDataError(
      `encodeTree: ${place} is ${branch === null ? 'null' : typeof branch}. A tree is made of tensors, lists and records.`,
    );
  }
  if (Object.hasOwn(branch, '__proto__')) {
    throw new InvalidDataError(`encodeTree: ${place} has the name __proto__, which is unsafe to read back. Rename it.`);
  }
}

/**
 * The tree of a structure's JSON, with `leaf(name)` at the place of each tensor.
 *
 * @throws CheckpointError if the JSON is not a structure
 */
export function unflatten(structure: string, leaf: (name: string) => Tensor): Tree {
  const visit = (branch: unknown, path: readonly string[]): Tree => {
    if (branch === 0) return leaf(leafName(path));
    if (Array.isArray(branch)) return branch.map((item, at) => visit(item, [...path, String(at)]));
    if (!isJsonObject(branch) || Object.hasOwn(branch, '__proto__'))
      throw damaged('its structure is not that of a tree');
    return Object.fromEntries(Object.entries(branch).map(([name, child]) => [name, visit(child, [...path, name])]));
  };
  return visit(parsed(structure), []);
}

function parsed(structure: string): unknown {
  try {
    return JSON.parse(structure);
  } catch (cause) {
    throw damaged('its structure is not JSON', undefined, cause);
  }
}
