/**
 * From the start of the process to the end of the first step of networks over time, stage by stage:
 * `npx tsx --conditions=@innerloop/source benchmarks/src/loops/main.ts [mann|lstm] [steps]`
 */
import { wasm } from '@innerloop/backend-wasm';
import { compile, explainStep } from '@innerloop/compile';
import { differentiate, seed, useBackend } from '@innerloop/core';
import type { Context, Episode, MetaState, MetaStep } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { lstmSequence, mannSequence } from './sequences.js';
import type { SequenceSize } from './sequences.js';

const [which = 'mann', steps = '50'] = process.argv.slice(2);
const size: SequenceSize = {
  batch: 16,
  steps: Number(steps),
  inputs: 400,
  classes: 5,
  units: 200,
  slots: 128,
  width: 40,
  heads: 4,
};

/** Stochastic gradient descent on a sequence, as a step that compiles. */
function stepOf(size: SequenceSize): MetaStep<MetaState, Tensor> {
  const { shapes, loss } = (which === 'lstm' ? lstmSequence : mannSequence)(size);
  return {
    name: which,
    init: (root) => ({
      params: Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => {
          const draw = root.fold(name).draw('normal', shape);
          return [name, tf.mul(draw, 1 / Math.sqrt(shape[0] as number))];
        }),
      ),
    }),
    run: ({ params }, { support }, key) => {
      const context: Context = { key, mode: 'train', order: 'first' };
      const { value, grads } = differentiate((at) => loss(at, support.x, support.y), params, context);
      const next = Object.entries(params).map(([name, old]) => [
        name,
        tf.sub(old, tf.mul(grads[name] as Tensor, 0.01)),
      ]);
      return { state: { params: Object.fromEntries(next) as typeof params }, metrics: { loss: value } };
    },
  };
}

const seconds = (): number => process.cpuUsage().user / 1e6;
const clock = (): number => performance.now();
const told = (what: string, since: number, cpu: number): void =>
  console.log(
    `${what.padEnd(28)} ${((clock() - since) / 1e3).toFixed(2)} s, ${(seconds() - cpu).toFixed(2)} s of processor`,
  );

const { message } = await useBackend(wasm());
if (message !== undefined) throw new Error(message);
told('start and engine', 0, 0);
const root = seed(1);
const half = {
  x: root.fold('x').draw('normal', [size.batch, size.steps, size.inputs]),
  y: root.fold('y').draw('permutation', [size.batch * size.steps]),
};
const batch = { x: half.x, y: tf.cast(tf.reshape(tf.mod(half.y, size.classes), [size.batch, size.steps]), 'int32') };
const episode: Episode = { support: batch, query: batch };
const onFallback = (reason: string): never => {
  throw new Error(`it runs eagerly: ${reason}`);
};
const step = compile(stepOf(size), { threads: 1, onFallback });
const begun = [clock(), seconds()] as const;
const resident = step.reside(step.init(root));
const { loss } = await resident.run(episode, root);
told('record, compile, first step', ...begun);
told('start to the end of step 1', 0, 0);
console.log(`loss of the first step        ${loss}`);
const times: number[] = [];
for (let at = 0; at < 40; at++) {
  const from = clock();
  await resident.run(episode, root);
  times.push(clock() - from);
}
const median = (some: readonly number[]): string =>
  ([...some].sort((a, b) => a - b)[some.length >> 1] as number).toFixed(1);
console.log(`steps 2 to 6, then 22 to 41   ${median(times.slice(0, 5))} ms, ${median(times.slice(20))} ms`);
const explained = explainStep(stepOf(size), { state: stepOf(size).init(root), episode }, { threads: 1, clock });
if (typeof explained === 'string') throw new Error(explained);
const { plan, nodes, arenaBytes, moduleBytes, functions, time } = explained;
console.log(
  `nodes ${nodes}, kernels ${plan.kernels} in ${functions} functions, arena ${(arenaBytes / 2 ** 20).toFixed(1)} MiB, code ${(moduleBytes / 2 ** 10).toFixed(0)} KiB`,
);
console.log(`once more: recorded in ${time.recording.toFixed(0)} ms, compiled in ${time.compiling.toFixed(0)} ms`);
