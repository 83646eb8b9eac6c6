import * as tf from '@tensorflow/tfjs-core';
import type { ConcatAttrs, KernelFunc, PackAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { Runtime } from '../../runtime/runtime.js';
import { ShapeCache } from '../../runtime/shape-cache.js';
import type { FastKernel } from '../fast-kernel.js';
import { share } from '../identity.js';
import { isWord } from '../views/view-kernel.js';
import { placementOf } from './place.js';
import type { Placement } from './place.js';

type Join = (tensors: readonly TensorInfo[], shapes: readonly number[][], axis: number) => TensorInfo | undefined;

/** Joins tensors, each seen under a shape of its own, along an axis; undefined where one interleaves in too many axes. */
function joiner(runtime: Runtime): Join {
  const known = new ShapeCache<Placement | undefined>();
  return (tensors, shapes, axis) => {
    const outShape = tf.backend_util.computeOutShape([...shapes], axis);
    let start = 0;
    const placements = shapes.map((shape) => {
      const at = start;
      start += shape[axis] ?? 0;
      const begin = shape.map((_, i) => (i === axis ? at : 0));
      return known.of(shape, outShape, at * shape.length + axis, () => placementOf(runtime, shape, outShape, begin));
    });
    if (placements.includes(undefined)) return undefined;
    const out = runtime.backend.makeOutput(outShape, tensors[0]?.dtype ?? 'float32');
    placements.forEach((placement, i) => {
      const x = tensors[i];
      if (placement === undefined || x === undefined || placement.plan.size === 0) return;
      placement.run(runtime.address(x), runtime.address(out) + placement.plan.offset, ...placement.plan.walk);
    });
    return out;
  };
}

/** Kernels whose inputs are a list. */
const inputsOf = (call: Parameters<KernelFunc>[0]): readonly TensorInfo[] => call.inputs as unknown as TensorInfo[];
const allWords = ([first, ...others]: readonly TensorInfo[]): boolean =>
  first !== undefined && isWord(first.dtype) && others.every(({ dtype }) => dtype === first.dtype);

/** Tensors one after the other along an axis. */
const concat: FastKernel = {
  name: tf.Concat,
  create(runtime, stock) {
    const join = joiner(runtime);
    return (call) => {
      const all = inputsOf(call);
      const [first] = all;
      if (first === undefined || !allWords(all)) return stock(call);
      const axis = tf.util.parseAxisParam((call.attrs as unknown as ConcatAttrs).axis, first.shape)[0] ?? 0;
      tf.backend_util.assertParamsConsistent(
        all.map(({ shape }) => shape),
        axis,
      );
      const present = all.filter(({ shape }) => tf.util.sizeFromShape(shape) > 0);
      const [only] = present;
      if (only !== undefined && present.length === 1) return share(runtime, only);
      const joined = only === undefined ? all : present;
      const shapes = joined.map(({ shape }) => shape);
      return join(joined, shapes, axis) ?? stock(call);
    };
  },
};

/** Tensors of one shape along a new axis. */
const pack: FastKernel = {
  name: tf.Pack,
  create(runtime, stock) {
    const join = joiner(runtime);
    return (call) => {
      const tensors = inputsOf(call);
      const [first] = tensors;
      const alike = first !== undefined && tensors.every(({ shape }) => tf.util.arraysEqual(shape, first.shape));
      if (!alike || !allWords(tensors)) return stock(call);
      const rank = first.shape.length + 1;
      const given = (call.attrs as unknown as PackAttrs).axis;
      const axis = given < 0 ? given + rank : given;
      const shape = [...first.shape.slice(0, axis), 1, ...first.shape.slice(axis)];
      const shapes = tensors.map(() => shape);
      return join(tensors, shapes, axis) ?? stock(call);
    };
  },
};

/** Tensors joined, each copied straight to its place. */
export const joinKernels: readonly FastKernel[] = [concat, pack];
