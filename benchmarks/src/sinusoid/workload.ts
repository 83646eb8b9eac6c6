/** The workload that both sides run: second-order MAML on sinusoids, 25 tasks of 10 + 10 points, MLP 1-40-40-1, outer Adam. */
export const workload = {
  tasks: 25,
  shots: 10,
  queries: 10,
  hidden: 40,
  innerRate: 0.01,
  outerRate: 0.001,
  batches: 50,
  seed: 7,
} as const;

/** Support and query of one meta-batch, flat: x and y of `[tasks, points, 1]`. */
export interface SineBatch {
  readonly support: { readonly x: Float32Array; readonly y: Float32Array };
  readonly query: { readonly x: Float32Array; readonly y: Float32Array };
}

/** A small generator of its own, so that both sides get the same numbers whatever library they use. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** The batches of the run, made beforehand. */
export function sineBatches(): readonly SineBatch[] {
  const next = numbers(workload.seed);
  return Array.from({ length: workload.batches }, () => {
    const curves = Array.from({ length: workload.tasks }, () => ({
      amplitude: 0.1 + 4.9 * next(),
      phase: Math.PI * next(),
    }));
    const points = (count: number): { x: Float32Array; y: Float32Array } => {
      const x = Float32Array.from({ length: workload.tasks * count }, () => -5 + 10 * next());
      const y = x.map((value, i) => {
        const { amplitude, phase } = curves[Math.floor(i / count)] as { amplitude: number; phase: number };
        return amplitude * Math.sin(value - phase);
      });
      return { x, y };
    };
    return { support: points(workload.shots), query: points(workload.queries) };
  });
}
