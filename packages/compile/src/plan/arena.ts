import type { Buffer, Kernel, Plan } from './plan.js';
import { readsOf, writesOf } from './traffic.js';

/** Where the buffers of a plan lie, in bytes from the start of the program's memory. */
export interface Arena {
  /** Bytes in all. */
  readonly bytes: number;
  /** A work area that each kernel in turn may use. */
  readonly scratch: number;
  readonly addressOf: (buffer: Buffer) => number;
}

const alignment = 64;
/** Vector loads may run over the end of a buffer by less than this. */
const slack = 64;

const room = (bytes: number): number => Math.ceil((bytes + slack) / alignment) * alignment;

interface Span {
  readonly at: number;
  readonly length: number;
}

/** Free memory between what is in use; the top grows when nothing fits. */
class Heap {
  top = 0;
  private free: Span[] = [];

  take(length: number): number {
    const fitting = this.free.filter((span) => span.length >= length);
    const best = fitting.reduce<Span | undefined>(
      (a, b) => (a === undefined || b.length < a.length ? b : a),
      undefined,
    );
    if (best === undefined) {
      const at = this.top;
      this.top += length;
      return at;
    }
    const rest = { at: best.at + length, length: best.length - length };
    this.free = [...this.free.filter((span) => span !== best), ...(rest.length > 0 ? [rest] : [])];
    return best.at;
  }

  give(span: Span): void {
    const merged: Span[] = [];
    for (const next of [...this.free, span].sort((a, b) => a.at - b.at)) {
      const last = merged.at(-1);
      if (last !== undefined && last.at + last.length === next.at)
        merged[merged.length - 1] = { at: last.at, length: last.length + next.length };
      else merged.push(next);
    }
    this.free = merged;
  }
}

/** What each kernel touches. */
const touchedIn = ({ kernels }: Plan): readonly (readonly Buffer[])[] =>
  kernels.map((kernel) => [...new Set([...readsOf(kernel), ...writesOf(kernel)])]);

/** The last kernel that touches each buffer. */
function lastUses(touched: readonly (readonly Buffer[])[]): Map<Buffer, number> {
  const last = new Map<Buffer, number>();
  touched.forEach((buffers, at) => {
    for (const buffer of buffers) last.set(buffer, at);
  });
  return last;
}

/**
 * Lays out a plan's memory: inputs, constants, outputs and what is sent to other threads keep their place, everything else has one
 * from the kernel that writes it to the last one that reads it.
 */
export function arenaOf(plan: Plan, scratchOf: (kernel: Kernel) => number): Arena {
  const heap = new Heap();
  const addresses = new Map<Buffer, number>();
  const place = (buffer: Buffer): void => {
    if (!addresses.has(buffer)) addresses.set(buffer, heap.take(room(4 * buffer.size)));
  };
  const constants = plan.constants.map(({ buffer }) => buffer);
  // Other threads may still read what this one sent while it goes on.
  const sent = plan.kernels.flatMap((kernel) => (kernel.kind === 'allGather' ? [kernel.source] : []));
  const lasting = new Set([...plan.inputs, ...constants, ...plan.outputs, ...sent]);
  lasting.forEach(place);
  const scratch = heap.take(room(Math.max(0, ...plan.kernels.map(scratchOf))));
  const touched = touchedIn(plan);
  const last = lastUses(touched);
  plan.kernels.forEach((kernel, at) => {
    for (const buffer of writesOf(kernel)) place(buffer);
    for (const buffer of touched[at] as readonly Buffer[]) {
      if (lasting.has(buffer) || last.get(buffer) !== at) continue;
      heap.give({ at: addresses.get(buffer) as number, length: room(4 * buffer.size) });
    }
  });
  return { bytes: heap.top, scratch, addressOf: (buffer) => addresses.get(buffer) as number };
}
