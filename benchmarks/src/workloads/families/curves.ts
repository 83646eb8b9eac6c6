import type { Workload } from '../workload.js';
import type { MetaBatch, Side } from './batch.js';

type Curve = { readonly amplitude: number; readonly phase: number };

/** Sines of amplitude 0.1 to 5 and phase 0 to π at places of [−5, 5]: MAML's regression tasks. */
export function curves({ tasks, shots, queries }: Workload, next: () => number): MetaBatch {
  const drawn: readonly Curve[] = Array.from({ length: tasks }, () => ({
    amplitude: 0.1 + 4.9 * next(),
    phase: Math.PI * next(),
  }));
  const points = (count: number): Side => {
    const x = Float32Array.from({ length: tasks * count }, () => -5 + 10 * next());
    const y = x.map((value, i) => {
      const { amplitude, phase } = drawn[Math.floor(i / count)] as Curve;
      return amplitude * Math.sin(value - phase);
    });
    return { x, y };
  };
  return { support: points(shots), query: points(queries) };
}
