import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetaBatch } from './families/batch.js';
import { curves } from './families/curves.js';
import { images } from './families/images.js';
import { numbers } from './random.js';
import { firstValue } from './weights.js';
import { sizeOf } from './net.js';
import type { Workload } from './workload.js';

const seeds = { weights: 11, batches: 7 } as const;
/** Of how numbers are made and stored: with another one they are made again. */
const form = 3;

/** The numbers of a workload: a leaf each of `parameters`, and the meta-batches. */
export type WorkloadNumbers = { readonly weights: readonly Float32Array[]; readonly batches: readonly MetaBatch[] };

function generate(workload: Workload): WorkloadNumbers {
  const { net } = workload;
  const [weight, place] = [numbers(seeds.weights), numbers(seeds.batches)];
  return {
    weights: [...workload.parameters, ...workload.more].map((parameter) => firstValue(parameter, weight)),
    batches: Array.from({ length: workload.batches }, () =>
      net.kind === 'mlp' ? curves(workload, place) : images(workload, net, place),
    ),
  };
}

const bytesOf = (parts: readonly Float32Array[]): Uint8Array =>
  Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)));

const partsOf = ({ support, query }: MetaBatch): readonly Float32Array[] => [support.x, support.y, query.x, query.y];

/**
 * Writes a workload to a folder of its own, once: `workload.json`, `weights.f32` (the leaves one after the other) and `batches.f32`
 * (support x, support y, query x, query y of each batch), 32-bit floats, little-endian. All contenders read these.
 *
 * @returns the folder
 */
export function writeNumbers(workload: Workload, below: string): string {
  const description = JSON.stringify(workload, null, 2);
  const folder = join(below, createHash('sha256').update(`${form} ${description}`).digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  const { weights, batches } = generate(workload);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, 'workload.json'), description);
  writeFileSync(join(unfinished, 'weights.f32'), bytesOf(weights));
  writeFileSync(join(unfinished, 'batches.f32'), bytesOf(batches.flatMap(partsOf)));
  renameSync(unfinished, folder);
  return folder;
}

function floats(path: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** Cuts an array into pieces of some lengths, again and again until it is used up. */
function cut(values: Float32Array, lengths: readonly number[]): Float32Array[] {
  const pieces: Float32Array[] = [];
  for (let from = 0; from < values.length;) {
    const length = lengths[pieces.length % lengths.length] as number;
    pieces.push(values.subarray(from, from + length));
    from += length;
  }
  return pieces;
}

/** Entries of an example and of its target. */
export function exampleSizes({ net, ways }: Workload): { readonly x: readonly number[]; readonly y: number } {
  return net.kind === 'mlp'
    ? { x: [net.inputs], y: net.outputs }
    : { x: [net.height, net.width, net.channels], y: ways };
}

/** What `writeNumbers` wrote. */
export function readNumbers(folder: string): { readonly workload: Workload } & WorkloadNumbers {
  const workload = JSON.parse(readFileSync(join(folder, 'workload.json'), 'utf8')) as Workload;
  const { tasks, ways, shots, queries, parameters, more } = workload;
  const { x, y } = exampleSizes(workload);
  const side = (examples: number): number[] => [tasks * ways * examples * sizeOf(x), tasks * ways * examples * y];
  const pieces = cut(floats(join(folder, 'batches.f32')), [...side(shots), ...side(queries)]);
  const at = (i: number): Float32Array => pieces[i] as Float32Array;
  return {
    workload,
    weights: cut(
      floats(join(folder, 'weights.f32')),
      [...parameters, ...more].map(({ shape }) => sizeOf(shape)),
    ),
    batches: Array.from({ length: workload.batches }, (_, i) => ({
      support: { x: at(4 * i), y: at(4 * i + 1) },
      query: { x: at(4 * i + 2), y: at(4 * i + 3) },
    })),
  };
}
