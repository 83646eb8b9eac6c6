/**
 * A relation net as the distance of matching networks, beside the cosine: the same embedding, tasks and training. What differs is the
 * similarity, an argument.
 *
 *     npx tsx --conditions=@innerloop/source examples/learned-distance/main.ts [--iterations 600] [--seed 1]
 */
import { wasm } from '@innerloop/backend-wasm';
import { compile, compileLearner } from '@innerloop/compile';
import { accuracy, flatten, sequential, useBackend } from '@innerloop/core';
import { glyphs } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { adam } from '@innerloop/inner';
import { cosine, learnedSimilarity, matching, relationEncoder, relationModule } from '@innerloop/metric';
import type { Similarity } from '@innerloop/metric';
import { exact, metaStep, train } from '@innerloop/training';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    iterations: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    episodes: { type: 'string', default: '600' },
  },
});
const [iterations, seed, episodes] = [Number(values.iterations), Number(values.seed), Number(values.episodes)];
const filters = 16;
const source = glyphs({ ways: 5, shots: 1, queries: 5 });

/** Accuracy on tasks of new alphabets, after training with a similarity. */
async function judged(model: ReturnType<typeof relationEncoder>, similarity: Similarity, scale: number) {
  const learner = matching({ model, similarity, scale });
  const step = compile(metaStep({ learner, metaGradient: exact(), optimizer: adam(1e-3) }));
  const tasks = await source.open('train');
  for await (const { iteration, params } of train({ step, tasks, seed, iterations, metaBatch: 2 })) {
    if (iteration < iterations) continue;
    const given = { learner: compileLearner(learner), params, metric: accuracy, seed: 7, episodes };
    const { rows } = await evaluate({
      ...given,
      tasks: await source.open('test'),
      batch: 20,
      inference: 'transductive',
    });
    return `${(100 * (rows[0]?.mean ?? 0)).toFixed(1)} ± ${(100 * (rows[0]?.ci95 ?? 0)).toFixed(1)} %`;
  }
  return 'not trained';
}

await useBackend(wasm());
const model = relationEncoder({ channels: 1, filters });
const relation = relationModule({ height: 5, width: 5, channels: filters, filters });
const start = performance.now();
console.log(`cosine:       ${await judged(sequential({ model, flat: flatten() }), cosine(), 10)}`);
console.log(`relation net: ${await judged(model, learnedSimilarity(relation), 1)}`);
console.log(`${Math.round((performance.now() - start) / 1000)} s`);
