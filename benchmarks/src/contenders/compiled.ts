/** innerloop, the whole step compiled to one WebAssembly module: `compiled.ts THREADS [relaxed]`. */
import { wasm } from '@innerloop/backend-wasm';
import { compile } from '@innerloop/compile';
import { disposeTree, seed, tidy, useBackend } from '@innerloop/core';
import type { Episode } from '@innerloop/core';
import { ourVersions } from '../ours/eager.js';
import { metaStepOf } from '../ours/meta-step.js';
import { episodeOf, paramsOf } from '../ours/tensors.js';
import type { Guard } from '../protocol/messages.js';
import { serve } from '../protocol/serve.js';

type Metrics = Readonly<Record<string, number>>;

const threads = Number(process.argv[2] ?? 1);
const relaxedSimd = process.argv[3] === 'relaxed';

serve(async (workload, numbers) => {
  const { message } = await useBackend(wasm());
  if (message !== undefined) throw new Error(message);
  const onFallback = (reason: string): never => {
    throw new Error(`it runs eagerly: ${reason}`);
  };
  const step = compile(metaStepOf(workload), { threads, relaxedSimd, onFallback });
  const episodes = numbers.batches.map((batch) => episodeOf(workload, batch));
  const root = seed(7);
  const state = tidy(() => ({ ...step.init(root), params: paramsOf(workload, numbers.weights) }));
  const resident = step.reside(state);
  disposeTree(state);
  let count = 0;
  const next = (): Metrics | Promise<Metrics> => {
    const metrics = resident.run(episodes[count % episodes.length] as Episode, root.fold(count));
    count += 1;
    return metrics;
  };
  const first = async (): Promise<Guard> => {
    const { loss = Number.NaN, gradientNorm = Number.NaN } = await next();
    return { loss, gradientNorm };
  };
  return { threads, versions: ourVersions(), step: next, first };
});
