import { medianOf } from './median.js';

/** One side of a comparison: runs in a process of its own and times rounds of steps when asked. */
export interface Contender {
  readonly name: string;
  /** One step, its result read: the loss. */
  readonly step: () => number;
}

export interface Round {
  readonly milliseconds: number;
  readonly loss: number;
}

/** Answers each message, a number of steps, with the median time of one of them. */
export function serve({ name, step }: Contender): void {
  process.on('message', (steps: number) => {
    const times: number[] = [];
    let loss = Number.NaN;
    for (let i = 0; i < steps; i++) {
      const start = performance.now();
      loss = step();
      times.push(performance.now() - start);
    }
    process.send?.({ milliseconds: medianOf(times), loss } satisfies Round);
  });
  process.send?.({ name });
}
