import { conv4, useBackend, seed, accuracy } from '@innerloop/core';
import { glyphs } from '@innerloop/data';
import { adam } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { exact, metaStep, train } from '@innerloop/training';
import { wasm } from '@innerloop/backend-wasm';
Error.stackTraceLimit = 60;
await useBackend(wasm());
const source = glyphs({ ways: 10, shots: 1, queries: 5 });
const learner = prototypical({ model: conv4({ height: 28, width: 28, channels: 1, filters: 32, downsample: 'stride', head: 'mean', norm: { statistics: 'batch' } }) });
const step = metaStep({ learner, metaGradient: exact(), optimizer: adam(1e-3) });
const test = await source.open('test', { ways: 5, shots: 1, queries: 15 });
const { tidy } = await import('@tensorflow/tfjs-core');
const measure = async (params: any) => { let s = 0; const n = 40; for (let i = 0; i < n; i++) { const e = await test.sample({ seed: seed(99).fold(i), tasks: 5, params: {} }); const ctx: any = { key: seed(0), mode: 'test', order: 'exact' }; s += tidy(() => { const p = learner.predict(params, learner.adapt(params, e.support, ctx), e.query.x, { ...ctx, pass: 'query' }); return accuracy.measure(p, e.query.y).dataSync().reduce((a, b) => a + b, 0) / 5; }); } return s / n; };
const t = performance.now();
for await (const p of train({ step, tasks: await source.open('train'), seed: 1, iterations: 400, metaBatch: 2 } as any)) {
  if (p.iteration % 50 === 0) { console.log(p.iteration, p.loss, (performance.now() - t) | 0); if (p.iteration % 100 === 0) console.log(await measure(p.params)); }
}
