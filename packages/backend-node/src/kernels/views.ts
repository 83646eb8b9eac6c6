import * as tf from '@tensorflow/tfjs-core';
import type { PadV2Attrs, SliceAttrs, TensorInfo, TileAttrs, TransposeAttrs } from '@tensorflow/tfjs-core';
import type { Runtime } from '../tensorflow/runtime.js';
import type { Addition, Replacement } from './kernel.js';

type View = (x: TensorInfo, attrs: object, runtime: Runtime) => TensorInfo | undefined;

/** A kernel of `x` and attributes; where `view` gives nothing, tfjs-node's runs. */
const ofView = (name: string, view: View, input = 'x'): Replacement => ({
  name,
  create: (runtime, stock) => (call) =>
    view(call.inputs[input] as TensorInfo, call.attrs ?? {}, runtime) ?? stock(call),
});

const slice: View = (x, attrs, { run, constants }) => {
  const { begin, size } = attrs as SliceAttrs;
  const [from, extent] = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
  return run('Slice', [x, constants.vector(from), constants.vector(extent)]);
};

const pad: View = (x, attrs, { run, constants }) => {
  const { paddings, constantValue } = attrs as PadV2Attrs;
  if (constantValue !== 0 || paddings.length === 0) return undefined;
  return run('Pad', [x, constants.pairs(paddings)]);
};

/** Repeats `x` along axes of size one and new leading axes. */
const broadcastTo: Addition = {
  name: 'BroadcastTo',
  create:
    ({ run, constants }) =>
    ({ inputs, attrs }) => {
      const { shape } = attrs as { readonly shape: number[] };
      return run('BroadcastTo', [inputs['x'] as TensorInfo, constants.vector(shape)]);
    },
};

/** Views whose shapes, orders and places are uploaded once. */
export const views: readonly Replacement[] = [
  ofView(tf.Reshape, (x, attrs, { reshape }) => reshape(x, (attrs as { readonly shape: number[] }).shape)),
  ofView(
    tf.ExpandDims,
    (x, attrs, { run, constants }) => run('ExpandDims', [x, constants.scalar((attrs as { readonly dim: number }).dim)]),
    'input',
  ),
  ofView(tf.Transpose, (x, attrs, { run, constants }) =>
    run('Transpose', [x, constants.vector((attrs as TransposeAttrs).perm)]),
  ),
  ofView(tf.Tile, (x, attrs, { run, constants }) => run('Tile', [x, constants.vector((attrs as TileAttrs).reps)])),
  ofView(tf.Slice, slice),
  ofView(tf.PadV2, pad),
];

export const viewAdditions: readonly Addition[] = [broadcastTo];
