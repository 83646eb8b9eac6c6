import type { Program } from '../runtime/program.js';
import type { PlacedStep } from './placed-step.js';

/** Programs that wait for the next episode of their signature: to make one takes longer than a small step does. */
export interface Programs {
  /** One that was given back, or a new one: what it holds is to be written. */
  take(placed: PlacedStep): Program;
  giveBack(placed: PlacedStep, program: Program): void;
  clear(): void;
}

/** Memory of all programs that wait, at most: those that were used least lately go first. */
const mostBytes = 256 * 2 ** 20;

export function keptPrograms(): Programs {
  const kept = new Map<PlacedStep, Program>();
  const bytes = (): number => [...kept.values()].reduce((sum, program) => sum + program.bytes, 0);
  return {
    take(placed) {
      const program = kept.get(placed);
      kept.delete(placed);
      return program ?? placed.blueprint.createProgram();
    },
    giveBack(placed, program) {
      kept.set(placed, program);
      for (const [oldest, one] of kept) {
        if (bytes() <= mostBytes) return;
        kept.delete(oldest);
        one.dispose();
      }
    },
    clear() {
      for (const program of kept.values()) program.dispose();
      kept.clear();
    },
  };
}
