import { aboutNormal } from '../random.js';
import type { ImageNet, Workload } from '../workload.js';
import type { MetaBatch, Side } from './batch.js';

/** Pictures of noise around a picture a class, so that there is something to learn: the time of a step does not depend on what they show. */
export function images({ tasks, ways, shots, queries }: Workload, net: ImageNet, next: () => number): MetaBatch {
  const pixels = net.height * net.width * net.channels;
  const draw = aboutNormal(next);
  const classes = Float32Array.from({ length: tasks * ways * pixels }, draw);
  const examples = (count: number): Side => {
    const x = new Float32Array(tasks * ways * count * pixels);
    const y = new Float32Array(tasks * ways * count * ways);
    for (let row = 0; row < tasks * ways * count; row++) {
      const drawnClass = Math.floor(row / count);
      for (let pixel = 0; pixel < pixels; pixel++) {
        x[row * pixels + pixel] = (classes[drawnClass * pixels + pixel] as number) + draw();
      }
      y[row * ways + (drawnClass % ways)] = 1;
    }
    return { x, y };
  };
  return { support: examples(shots), query: examples(queries) };
}
