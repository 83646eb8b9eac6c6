import { InvalidDataError } from '@innerloop/core';
import type { Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The tensors of a tree by the path that leads to them: `'params/model/kernel'`. A tree that is a tensor has the path `''`. */
export function namedLeaves(tree: Tree, path = ''): ReadonlyMap<string, Tensor> {
  if (tree instanceof tf.Tensor) return new Map([[path, tree]]);
  const start = path === '' ? '' : `${path}/`;
  return new Map(Object.entries(tree).flatMap(([name, branch]) => [...namedLeaves(branch, start + name)]));
}

/** Two tensors at the same place of two trees. */
export interface Pair {
  readonly name: string;
  readonly actual: Tensor;
  readonly expected: Tensor;
}

const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/**
 * The tensors of two trees, place by place.
 *
 * @throws InvalidDataError if a place is in one tree only, or its shapes or types differ
 */
export function pairLeaves(actual: Tree, expected: Tree): readonly Pair[] {
  const left = namedLeaves(actual);
  const right = namedLeaves(expected);
  const surplus = [...left.keys()].filter((name) => !right.has(name));
  const missing = [...right.keys()].filter((name) => !left.has(name));
  if (surplus.length + missing.length > 0) {
    throw new InvalidDataError(
      `The trees differ in form: only in the first: ${listed(surplus)}; only in the second: ${listed(missing)}.`,
    );
  }
  return [...left].map(([name, tensor]) => {
    const other = right.get(name) as Tensor;
    const forms = [tensor, other].map(({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`);
    if (forms[0] !== forms[1])
      throw new InvalidDataError(`The trees differ at '${name}': ${forms[0]} and ${forms[1]}.`);
    return { name, actual: tensor, expected: other };
  });
}
