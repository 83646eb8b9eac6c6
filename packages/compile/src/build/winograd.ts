import type { ConvolutionGeometry } from '@innerloop/core';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { concat, pad } from './indexing.js';
import { matmul } from './matmul.js';
import type { Matrix } from './sandwich.js';
import { sandwich, transposeOf } from './sandwich.js';
import { permute, reshape, slice, transposed } from './views.js';

/*
 * Convolutions of 3 × 3 by the minimal filtering of Winograd, F(2 × 2, 3 × 3): tiles of 4 × 4 pixels, two apart, give 2 × 2 outputs each by 16
 * products where there were 36. With d a tile and w the filter, both per channel, `Y = Aᵀ [(G w Gᵀ) ∘ (Bᵀ d B)] A`, summed over channels: so
 * one product of matrices for each of the 16 places of a tile. All of it is linear in d and in w, so the transposes are the same matrices the
 * other way round.
 *
 * Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks", arXiv:1509.09308, §4.1.
 */

/** `Bᵀ`: what of a tile stands at each place. */
const ofTile: Matrix = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, -1, 0, 1],
];
/** `G`: the same of the filter. */
const ofFilter: Matrix = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
];
/** `Aᵀ`: what each output has of the places. */
const toOutput: Matrix = [
  [1, 1, 1, 0],
  [0, 1, -1, 1],
];

/** How many tiles lie over an image, and where its first pixel is in the first tile. */
interface Tiles {
  readonly down: number;
  readonly across: number;
  readonly top: number;
  readonly left: number;
}

/** Of a convolution of 3 × 3 with so many outputs. */
const tilesOf = (outHeight: number, outWidth: number, top: number, left: number): Tiles => ({
  down: Math.ceil(outHeight / 2),
  across: Math.ceil(outWidth / 2),
  top,
  left,
});

/** Fewer channels do not pay for the sums before and after the products. */
const fewest = 8;
/** What products must come to of those that there are without. */
const worthwhile = 0.75;

/** Whether products of tiles are so much less than those of windows, on an image of this many outputs. */
const pays = (height: number, width: number): boolean =>
  16 * Math.ceil(height / 2) * Math.ceil(width / 2) <= worthwhile * 9 * height * width;

const isThreeByThree = (g: ConvolutionGeometry): boolean =>
  [g.kernelHeight, g.kernelWidth].every((size) => size === 3) &&
  [g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth].every((size) => size === 1) &&
  [g.padTop, g.padLeft].every((size) => size >= 0 && size <= 2);

/** Whether a convolution, and its transpose by the filter, is cheaper by tiles. */
export const suitsTiles = (g: ConvolutionGeometry, filters: number): boolean =>
  g.batch > 0 &&
  isThreeByThree(g) &&
  Math.min(g.channels, filters) >= fewest &&
  pays(g.outHeight, g.outWidth) &&
  reaches(g.height, g.outHeight, g.padTop) &&
  reaches(g.width, g.outWidth, g.padLeft);

/** Whether no pixel lies beyond the last window: the tiles hold the whole image. */
const reaches = (size: number, out: number, before: number): boolean => size + before <= out + 2;

/** Whether the transpose by the images is: a convolution of the outputs' gradient with the mirrored filter. */
export const transposeSuitsTiles = (g: ConvolutionGeometry, filters: number): boolean =>
  suitsTiles(g, filters) && pays(g.height, g.width);

/** Nodes of one shape as places of a new axis. */
const stacked = (graph: Graph, nodes: readonly Node[], axis = 0): Node =>
  concat(
    graph,
    nodes.map((node) => reshape(graph, node, [...node.shape.slice(0, axis), 1, ...node.shape.slice(axis)])),
    axis,
  );

/** Every second pixel of a padded image, `[batch, down, across, channels]`. */
const everySecond =
  (graph: Graph, image: Node, { down, across }: Tiles) =>
  (row: number, column: number): Node => {
    const shape = [image.shape[0] as number, down, across, image.shape[3] as number];
    return slice(graph, image, [0, row, column, 0], shape, [1, 2, 2, 1]);
  };

/** Places of tiles, `[16, batch, down, across, size]`, as rows of so many tasks: `[16, tasks, rows, size]`. */
function byTask(graph: Graph, places: Node, tasks: number): Node {
  const [, batch, down, across, size] = places.shape as [number, number, number, number, number];
  return reshape(graph, places, [16, tasks, (batch / tasks) * down * across, size]);
}

/** `Bᵀ d B` of all tiles, from `[batch, height, width, channels]`. */
function tilePlaces(graph: Graph, x: Node, tiles: Tiles, tasks: number): Node {
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const size = [batch, 2 * tiles.down + 2, 2 * tiles.across + 2, channels];
  const padded = pad(graph, x, [0, tiles.top, tiles.left, 0], size, 0);
  return byTask(graph, stacked(graph, sandwich(graph, ofTile, everySecond(graph, padded, tiles))), tasks);
}

/** `A dY Aᵀ`: the gradient of the outputs, `[batch, outHeight, outWidth, filters]`, at the places. */
function outputPlaces(graph: Graph, dy: Node, tiles: Tiles, tasks: number): Node {
  const [batch, , , filters] = dy.shape as [number, number, number, number];
  const padded = pad(graph, dy, [0, 0, 0, 0], [batch, 2 * tiles.down, 2 * tiles.across, filters], 0);
  return byTask(
    graph,
    stacked(graph, sandwich(graph, transposeOf(toOutput), everySecond(graph, padded, tiles))),
    tasks,
  );
}

/** `Aᵀ M A` of all tiles, put together: `[16, tasks, rows, size] → [batch, height, width, size]`. */
function imageOf(
  graph: Graph,
  products: Node,
  { down, across }: Tiles,
  [batch, height, width]: readonly [number, number, number],
): Node {
  const [, tasks, rows, size] = products.shape as [number, number, number, number];
  const place = (row: number, column: number): Node => {
    const one = slice(graph, products, [4 * row + column, 0, 0, 0], [1, tasks, rows, size]);
    return reshape(graph, one, [batch, down, across, size]);
  };
  const parts = reshape(graph, stacked(graph, sandwich(graph, toOutput, place)), [2, 2, batch, down, across, size]);
  const whole = reshape(graph, permute(graph, parts, [2, 3, 0, 4, 1, 5]), [batch, 2 * down, 2 * across, size]);
  return slice(graph, whole, [0, 0, 0, 0], [batch, height, width, size]);
}

/** A convolution's matrices of all or of each task, `[tasks or 1, 9 · channels, filters]`, are the filters. */
export interface TaskedWindows {
  /** `[batch, height, width, channels]`. */
  readonly x: Node;
  readonly geometry: ConvolutionGeometry;
  /** The batch is so many tasks' pictures, one task after the other. */
  readonly tasks: number;
}

/** Windows times filters, `[tasks, windows of a task, filters]`. */
export function windowsTimesFilters(graph: Graph, { x, geometry: g, tasks }: TaskedWindows, filters: Node): Node {
  const tiles = tilesOf(g.outHeight, g.outWidth, g.padTop, g.padLeft);
  const [own, , count] = filters.shape as [number, number, number];
  const taps = reshape(graph, filters, [own, 9, g.channels, count]);
  const tap = (row: number, column: number): Node =>
    reshape(graph, slice(graph, taps, [0, 3 * row + column, 0, 0], [own, 1, g.channels, count]), [
      own,
      g.channels,
      count,
    ]);
  const at = stacked(graph, sandwich(graph, ofFilter, tap));
  const image = imageOf(graph, matmul(graph, tilePlaces(graph, x, tiles, tasks), at), tiles, [
    g.batch,
    g.outHeight,
    g.outWidth,
  ]);
  return reshape(graph, image, [tasks, (g.batch / tasks) * g.outHeight * g.outWidth, count]);
}

/** The transposed windows times `dy` `[tasks, windows of a task, filters]`: `[tasks, 9 · channels, filters]`. */
export function windowsTransposedTimes(graph: Graph, { x, geometry: g, tasks }: TaskedWindows, dy: Node): Node {
  const tiles = tilesOf(g.outHeight, g.outWidth, g.padTop, g.padLeft);
  const filters = dy.shape.at(-1) as number;
  const gradient = reshape(graph, dy, [g.batch, g.outHeight, g.outWidth, filters]);
  const seen = transposed(graph, tilePlaces(graph, x, tiles, tasks));
  const places = matmul(graph, seen, outputPlaces(graph, gradient, tiles, tasks));
  const place = (row: number, column: number): Node => {
    const one = slice(graph, places, [4 * row + column, 0, 0, 0], [1, tasks, g.channels, filters]);
    return reshape(graph, one, [tasks, g.channels, filters]);
  };
  const taps = stacked(graph, sandwich(graph, transposeOf(ofFilter), place), 1);
  return reshape(graph, taps, [tasks, 9 * g.channels, filters]);
}

/**
 * `col2im` of `dy` `[tasks, windows of a task, filters]` times transposed filters `[tasks or 1, filters, 9 · channels]`: the images,
 * `[batch, height, width, channels]`. It is a convolution of `dy` with the filters turned by 180°.
 */
export function imagesOfWindows(graph: Graph, dy: Node, turned: Node, g: ConvolutionGeometry): Node {
  const tiles = tilesOf(g.height, g.width, 2 - g.padTop, 2 - g.padLeft);
  const [tasks, , filters] = dy.shape as [number, number, number];
  const own = turned.shape[0] as number;
  const taps = reshape(graph, turned, [own, filters, 9, g.channels]);
  const tap = (row: number, column: number): Node => {
    const begin = [0, 0, 3 * (2 - row) + 2 - column, 0];
    return reshape(graph, slice(graph, taps, begin, [own, filters, 1, g.channels]), [own, filters, g.channels]);
  };
  const at = stacked(graph, sandwich(graph, ofFilter, tap));
  const gradient = reshape(graph, dy, [g.batch, g.outHeight, g.outWidth, filters]);
  const products = matmul(graph, tilePlaces(graph, gradient, tiles, tasks), at);
  return imageOf(graph, products, tiles, [g.batch, g.height, g.width]);
}
