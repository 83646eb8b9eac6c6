import '@tensorflow/tfjs-backend-cpu';
import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A pure computation on tensors. */
export type Program = (xs: readonly Tensor[]) => readonly Tensor[];

/** Something that runs programs: the laws of this folder hold on each, and all agree with the first. */
export interface TestedEngine {
  readonly name: string;
  readonly start: () => Promise<void>;
  /** Runs a program on tensors of the engine that was started last. */
  readonly run: (program: Program, xs: readonly Tensor[]) => readonly Tensor[];
}

async function startAs(backend: string, engine: Parameters<typeof useBackend>[0]): Promise<void> {
  const started = await useBackend(engine);
  if (started.backend !== backend) throw new Error(`${backend} does not start: ${started.message ?? started.backend}`);
}

const eager: TestedEngine['run'] = (program, xs) => program(xs);

/** The reference first. Another engine, such as one that compiles a program before it runs it, joins by an entry here. */
export const engines: readonly [TestedEngine, ...TestedEngine[]] = [
  { name: 'cpu', start: () => startAs('cpu', 'cpu'), run: eager },
  { name: 'wasm', start: () => startAs('wasm', wasm()), run: eager },
];
