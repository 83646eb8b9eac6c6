import type { ConvolutionGeometry } from '@innerloop/core';
import { definitionOf } from '../../src/graph/functions.js';
import type { Node, Op, PatchesNode, ReduceFunction, Values } from '../../src/graph/node.js';
import { sizeOf } from '../../src/graph/shapes.js';
import { forEachPlace, fullStrides, offsetsOf } from './places.js';

type Of<O extends Op> = Extract<Node, { readonly op: O }>;
type Evaluate<O extends Op> = (node: Of<O>, inputs: readonly Values[]) => ArrayLike<number>;

const shapeOf = (node: Node, at = 0) => (node.inputs[at] as Node).shape;
const zeros = (node: Node) => new Float64Array(sizeOf(node.shape));

/** Each element of a node from its place. */
function fill(node: Node, element: (place: readonly number[]) => number): Float64Array {
  const out = zeros(node);
  forEachPlace(node.shape, (place, flat) => {
    out[flat] = element(place);
  });
  return out;
}

/** An element of the first input at a place computed from the node's. */
function view(node: Node, x: Values, from: (place: readonly number[]) => readonly number[]): Float64Array {
  const strides = fullStrides(shapeOf(node));
  return fill(node, (place) => x[from(place).reduce((sum, at, axis) => sum + at * strides[axis]!, 0)]!);
}

/** The input broadcast to the node's shape. */
function repeat(node: Node, [x]: readonly Values[]): Float64Array {
  const offsetOf = offsetsOf(shapeOf(node), node.shape.length);
  return fill(node, (place) => x![offsetOf(place)]!);
}

const start: Readonly<Record<ReduceFunction, number>> = { sum: 0, product: 1, max: -Infinity, min: Infinity };
const join: Readonly<Record<ReduceFunction, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  product: (a, b) => a * b,
  max: Math.max,
  min: Math.min,
};

/** Calls `visit` with the offsets of each tap of each window that lies in the image: in the image, and in the columns. */
function forEachTap(g: ConvolutionGeometry, visit: (pixel: number, column: number) => void): void {
  const shape = [g.batch, g.outHeight, g.outWidth, g.kernelHeight, g.kernelWidth, g.channels];
  forEachPlace(shape, ([n, r, c, i, j, channel], flat) => {
    const y = r! * g.strideHeight + i! * g.dilationHeight - g.padTop;
    const x = c! * g.strideWidth + j! * g.dilationWidth - g.padLeft;
    if (y < 0 || y >= g.height || x < 0 || x >= g.width) return;
    visit(((n! * g.height + y) * g.width + x) * g.channels + channel!, flat);
  });
}

function patches(node: PatchesNode, x: Values): Float64Array {
  const out = zeros(node);
  forEachTap(node.geometry, (pixel, column) => {
    if (node.op === 'im2col') out[column] = x[pixel]!;
    else out[pixel]! += x[column]!;
  });
  return out;
}

function argReduce(node: Of<'argReduce'>, x: Values): Float64Array {
  const best = new Float64Array(sizeOf(node.shape)).fill(NaN);
  const out = zeros(node);
  const offsetOf = offsetsOf(node.shape, node.shape.length);
  forEachPlace(shapeOf(node), (place, flat) => {
    const at = offsetOf(place);
    const [value, along] = [x[flat]!, place[node.axis]!];
    if (along === 0 || (node.fn === 'max' ? value > best[at]! : value < best[at]!)) {
      best[at] = value;
      out[at] = along;
    }
  });
  return out;
}

function matmul(node: Node, a: Values, b: Values): Float64Array {
  const [depth, columns] = [shapeOf(node, 0).at(-1)!, node.shape.at(-1)!];
  const rank = node.shape.length;
  const [offsetA, offsetB] = [0, 1].map((at) => offsetsOf([...shapeOf(node, at).slice(0, -2), 2, 2], rank)) as [
    (place: readonly number[]) => number,
    (place: readonly number[]) => number,
  ];
  const [sizeA, sizeB] = [0, 1].map((at) => sizeOf(shapeOf(node, at).slice(-2))) as [number, number];
  return fill(node, (place) => {
    const batch = [...place.slice(0, -2), 0, 0];
    const from = (offsetA(batch) / 4) * sizeA + place[rank - 2]! * depth;
    const to = (offsetB(batch) / 4) * sizeB + place[rank - 1]!;
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += a[from + k]! * b[to + k * columns]!;
    return sum;
  });
}

function cumulate(node: Of<'cumulate'>, x: Values): Float64Array {
  const length = node.shape.at(-1)!;
  const out = zeros(node);
  for (let row = 0; row * length < x.length && length > 0; row++) {
    let total = node.fn === 'sum' ? 0 : 1;
    for (let i = row * length; i < (row + 1) * length; i++) {
      const next = node.fn === 'sum' ? total + x[i]! : total * x[i]!;
      out[i] = node.exclusive ? total : next;
      total = next;
    }
  }
  return out;
}

/** By Gauss' elimination in double precision of the symmetric part, the whole of each system. */
function solve(node: Node, a: Values, b: Values): Float64Array {
  const [batch, n, m] = node.shape as [number, number, number];
  const out = zeros(node);
  for (let s = 0; s < batch; s++) {
    const entry = (i: number, j: number): number => (a[(s * n + i) * n + j]! + a[(s * n + j) * n + i]!) / 2;
    const rows = Array.from({ length: n }, (_, i) => [
      ...Array.from({ length: n }, (_each, j) => entry(i, j)),
      ...b.slice((s * n + i) * m, (s * n + i + 1) * m),
    ]);
    rows.forEach((pivot, k) => {
      const size = pivot[k]!;
      pivot.forEach((value, j) => (pivot[j] = size > 0 ? value / size : NaN));
      rows.forEach((row, i) => {
        const factor = row[k]!;
        if (i !== k) row.forEach((value, j) => (row[j] = value - factor * pivot[j]!));
      });
    });
    rows.forEach((row, i) => row.slice(n).forEach((value, j) => (out[(s * n + i) * m + j] = value)));
  }
  return out;
}

function concat(node: Of<'concat'>, inputs: readonly Values[]): Float64Array {
  const ends = node.inputs.map(({ shape }) => shape[node.axis]!);
  const offsets = node.inputs.map(({ shape }) => offsetsOf(shape, shape.length));
  return fill(node, (place) => {
    let [part, at] = [0, place[node.axis]!];
    while (at >= ends[part]!) at -= ends[part++]!;
    return inputs[part]![offsets[part]!(place.map((value, axis) => (axis === node.axis ? at : value)))]!;
  });
}

function pad(node: Of<'pad'>, x: Values): Float64Array {
  const out = zeros(node).fill(node.value);
  const strides = fullStrides(node.shape);
  forEachPlace(shapeOf(node), (place, flat) => {
    out[place.reduce((sum, at, axis) => sum + (at + node.begin[axis]!) * strides[axis]!, 0)] = x[flat]!;
  });
  return out;
}

/** Rows of `width` elements of one tensor, each at a place that an index says in the other. */
function rows(node: Of<'gather' | 'scatter'>, [x, indices]: readonly Values[]): Float64Array {
  const out = zeros(node);
  const count = (node.op === 'gather' ? shapeOf(node) : node.shape)[0]!;
  const width = sizeOf(node.shape.slice(1));
  indices!.forEach((row, i) => {
    if (row < 0 || row >= count) return;
    for (let k = 0; k < width; k++) {
      if (node.op === 'gather') out[i * width + k] = x![row * width + k]!;
      else out[row * width + k]! += x![i * width + k]!;
    }
  });
  return out;
}

/** What each op computes, from the elements of its inputs. An input itself is given. */
export const evaluators: { readonly [O in Exclude<Op, 'input'>]: Evaluate<O> } = {
  uniform: (node) => zeros(node).fill(node.value),
  constant: ({ values }) => values,
  iota: (node) => zeros(node).map((_, i) => i),
  map: (node, inputs) => {
    const { compute } = definitionOf(node.fn);
    const offsets = node.inputs.map(({ shape }) => offsetsOf(shape, node.shape.length));
    return fill(node, (place) => compute(...inputs.map((x, i) => x[offsets[i]!(place)]!)));
  },
  reshape: (_node, [x]) => x!,
  broadcast: repeat,
  permute: (node, [x]) => view(node, x!, (place) => shapeOf(node).map((_, axis) => place[node.order.indexOf(axis)]!)),
  slice: (node, [x]) => view(node, x!, (place) => place.map((at, axis) => node.begin[axis]! + at * node.step[axis]!)),
  reduce: (node, [x]) => {
    const out = zeros(node).fill(start[node.fn]);
    const offsetOf = offsetsOf(node.shape, node.shape.length);
    forEachPlace(shapeOf(node), (place, flat) => {
      const at = offsetOf(place);
      out[at] = join[node.fn](out[at]!, x![flat]!);
    });
    return out;
  },
  argReduce: (node, [x]) => argReduce(node, x!),
  cumulate: (node, [x]) => cumulate(node, x!),
  matmul: (node, [a, b]) => matmul(node, a!, b!),
  im2col: (node, [x]) => patches(node, x!),
  col2im: (node, [x]) => patches(node, x!),
  solve: (node, [a, b]) => solve(node, a!, b!),
  concat,
  pad: (node, [x]) => pad(node, x!),
  gather: rows,
  scatter: rows,
  allGather: repeat,
};
