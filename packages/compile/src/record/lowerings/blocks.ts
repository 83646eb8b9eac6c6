import { backend_util } from '@tensorflow/tfjs-core';
import { pad } from '../../build/indexing.js';
import { permute, reshape, slice } from '../../build/views.js';
import { sizeOf } from '../../graph/shapes.js';
import type { Lowering, Lowerings } from '../kernel-call.js';
import { operand, refuse } from '../kernel-call.js';

type Pairs = readonly (readonly [number, number])[];

const spaceToBatch: Lowering = (call) => {
  const { graph } = call;
  const x = operand(call, 'x');
  const { blockShape, paddings } = call.attrs as { blockShape: number[]; paddings: Pairs };
  const [block, dims] = [sizeOf(blockShape), blockShape.length];
  const around = x.shape.map((_, axis) => paddings[axis - 1] ?? [0, 0]);
  const shape = x.shape.map((size, axis) => size + around[axis]![0] + around[axis]![1]);
  const begin = around.map(([before]) => before);
  const apart = reshape(
    graph,
    pad(graph, x, begin, shape, 0),
    backend_util.getReshaped(shape, blockShape, block, false),
  );
  const order = backend_util.getPermuted(apart.shape.length, dims, false);
  return reshape(
    graph,
    permute(graph, apart, order),
    backend_util.getReshapedPermuted(shape, blockShape, block, false),
  );
};

const batchToSpace: Lowering = (call) => {
  const { graph } = call;
  const x = operand(call, 'x');
  const { blockShape, crops } = call.attrs as { blockShape: number[]; crops: number[][] };
  const [block, dims] = [sizeOf(blockShape), blockShape.length];
  const apart = reshape(graph, x, backend_util.getReshaped([...x.shape], blockShape, block));
  const order = backend_util.getPermuted(apart.shape.length, dims);
  const shape = backend_util.getReshapedPermuted([...x.shape], blockShape, block);
  const whole = reshape(graph, permute(graph, apart, order), shape);
  const begin = backend_util.getSliceBeginCoords(crops, dims);
  const size = backend_util.getSliceSize(shape, crops, dims);
  return slice(
    graph,
    whole,
    shape.map((_, axis) => begin[axis] ?? 0),
    shape.map((length, axis) => size[axis] ?? length),
  );
};

const depthToSpace: Lowering = (call) => {
  const { graph } = call;
  const x = operand(call, 'x');
  const { blockSize: size, dataFormat } = call.attrs as { blockSize: number; dataFormat: string };
  if (dataFormat !== 'NHWC') return refuse(call, `with ${dataFormat}`);
  const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
  const depth = channels / (size * size);
  const apart = reshape(graph, x, [batch, height, width, size, size, depth]);
  return reshape(graph, permute(graph, apart, [0, 1, 3, 2, 4, 5]), [batch, height * size, width * size, depth]);
};

/** Blocks of places moved to and from other axes. */
export const blocks: Lowerings = {
  SpaceToBatchND: spaceToBatch,
  BatchToSpaceND: batchToSpace,
  DepthToSpace: depthToSpace,
};
