import * as tf from '@tensorflow/tfjs-core';
import type { PadV2Attrs, TensorInfo } from '@tensorflow/tfjs-core';
import { ShapeCache } from '../../runtime/shape-cache.js';
import type { FastKernel } from '../fast-kernel.js';
import { isWord } from '../views/view-kernel.js';
import { placementOf } from './place.js';
import type { Placement } from './place.js';

interface Padded {
  readonly shape: number[];
  readonly placement: Placement | undefined;
}

/** A tensor inside of a larger one that holds the same number everywhere else. */
export const pad: FastKernel = {
  name: tf.PadV2,
  create(runtime, stock) {
    const known = new ShapeCache<Padded>();
    const prepare = (shape: readonly number[], paddings: PadV2Attrs['paddings']): Padded => {
      const out = shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
      const begin = paddings.map(([before]) => before);
      return { shape: out, placement: placementOf(runtime, shape, out, begin) };
    };
    return (call) => {
      const { x } = call.inputs as { readonly x: TensorInfo };
      const { paddings, constantValue } = call.attrs as unknown as PadV2Attrs;
      if (!isWord(x.dtype)) return stock(call);
      const { shape, placement } = known.of(x.shape, paddings.flat(), 0, () => prepare(x.shape, paddings));
      if (placement === undefined) return stock(call);
      const out = runtime.backend.makeOutput(shape.slice(), x.dtype);
      runtime.backend.typedArrayFromHeap(out).fill(constantValue);
      const { plan, run } = placement;
      if (plan.size > 0) run(runtime.address(x), runtime.address(out) + plan.offset, ...plan.walk);
      return out;
    };
  },
};
