import type { WasmMemory } from '@innerloop/codegen';
import type { Arena } from '../plan/arena.js';
import type { Plan } from '../plan/plan.js';
import type { WasmModule } from '../runtime/machine.js';
import { sharedMemories } from './shared-memories.js';

/** What all threads have at the end of a phase and put together: addresses in bytes, a size in elements of four bytes. */
export interface Exchange {
  readonly source: number;
  readonly out: number;
  readonly size: number;
}

/** All that a thread needs to run its part of a program. */
export interface Assignment {
  readonly module: WasmModule;
  /** The memory of each thread. Every thread sees them all, and writes to its own. */
  readonly memories: readonly WasmMemory[];
  readonly thread: number;
  /** How many functions `phase0`, `phase1`, … there are; all but the last end at an exchange. */
  readonly phases: number;
  readonly exchanges: readonly Exchange[];
}

/** The exchanges of a plan, in order. */
export const exchangesOf = ({ kernels }: Plan, { addressOf }: Arena): Exchange[] =>
  kernels.flatMap((kernel) =>
    kernel.kind === 'allGather'
      ? [{ source: addressOf(kernel.source), out: addressOf(kernel.out), size: kernel.source.size }]
      : [],
  );

/** A memory for each thread. */
export const memoriesFor = (threads: number, { bytes }: Arena): WasmMemory[] =>
  Array.from({ length: threads }, () => sharedMemories.take(bytes));

/** What a thread does after a phase: all sources, one after the other, into its own memory. */
export function copierOf({ memories, thread }: Assignment, { source, out, size }: Exchange): () => void {
  const sources = memories.map(({ buffer }) => new Int32Array(buffer, source, size));
  const target = new Int32Array((memories[thread] as WasmMemory).buffer, out, memories.length * size);
  return () => sources.forEach((values, from) => target.set(values, from * size));
}
