import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidDataError, leavesOf, mapNamed, mapTree, zipTree } from '../../src/index.js';
import { numbers } from '../support/examples.js';

const tree = () => ({
  a: tf.scalar(1),
  list: [tf.scalar(2), { deep: tf.scalar(3) }] as const,
  none: {},
  z: tf.scalar(4),
});
const valuesOf = (of: Parameters<typeof leavesOf>[0]): number[] => leavesOf(of).flatMap(numbers);

describe('mapTree', () => {
  it('keeps the form and changes every tensor', () => {
    const mapped = mapTree(tree(), (tensor) => tf.mul(tensor, 10));
    expect(Object.keys(mapped)).toEqual(['a', 'list', 'none', 'z']);
    expect(mapped.list[1].deep.dataSync()[0]).toBe(30);
    expect(valuesOf(mapped)).toEqual([10, 20, 30, 40]);
  });

  it('leaves the tree that it was given as it is', () => {
    const original = tree();
    mapTree(original, (tensor) => tf.add(tensor, 1));
    expect(valuesOf(original)).toEqual([1, 2, 3, 4]);
  });

  it('takes a tensor for a tree', () => {
    expect(numbers(mapTree(tf.scalar(2) as tf.Tensor, (tensor) => tf.square(tensor)))).toEqual([4]);
  });
});

describe('mapNamed', () => {
  it('tells of each tensor the path that leads to it, and keeps the form', () => {
    const paths: string[] = [];
    const mapped = mapNamed({ ...tree(), first: { 'model/kernel': tf.scalar(5) } }, (tensor, path) => {
      paths.push(path);
      return tf.neg(tensor);
    });
    expect(paths).toEqual(['a', 'list/0', 'list/1/deep', 'z', 'first/model/kernel']);
    expect(valuesOf(mapped)).toEqual([-1, -2, -3, -4, -5]);
  });
});

describe('leavesOf', () => {
  it('lists the tensors in the order in which mapTree visits them', () => {
    const visited: number[] = [];
    mapTree(tree(), (tensor) => {
      visited.push(...numbers(tensor));
      return tensor;
    });
    expect(visited).toEqual(valuesOf(tree()));
    expect(leavesOf({})).toEqual([]);
  });
});

describe('zipTree', () => {
  it('combines tensors at equal places', () => {
    expect(valuesOf(zipTree(tree(), mapTree(tree(), tf.square), (left, right) => tf.sub(right, left)))).toEqual([
      0, 2, 6, 12,
    ]);
  });

  it('refuses trees that hold different numbers of tensors', () => {
    expect(() => zipTree<readonly tf.Tensor[]>([tf.scalar(1)], [], tf.add)).toThrow(InvalidDataError);
    expect(() => zipTree<readonly tf.Tensor[]>([tf.scalar(1)], [], tf.add)).toThrow('hold 1 and 0 tensors');
  });
});
