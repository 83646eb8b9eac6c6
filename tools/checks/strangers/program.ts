import { wasm } from '@innerloop/backend-wasm';
import { meanSquaredError, mlp, useBackend } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { adam, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { exact, metaStep, train } from '@innerloop/training';

const iterations = 20;

async function main(): Promise<void> {
  await useBackend(wasm());
  const tasks = sinusoids({ shots: 10 });
  const model = mlp({ inputs: 1, hidden: [40, 40], outputs: 1 });
  const learner = maml({ model, rule: sgd(0.01), loss: meanSquaredError });
  const step = metaStep({ learner, metaGradient: exact(), optimizer: adam(1e-3) });
  const losses: number[] = [];
  for await (const { loss } of train({ step, tasks, seed: 7, iterations })) losses.push(loss);
  if (losses.length !== iterations || !losses.every(Number.isFinite)) {
    throw new Error(`Expected ${iterations} finite losses, got ${losses.join(', ')}.`);
  }
  console.log(`trained ${losses.length} iterations, last loss ${losses.at(-1)}`);
}

void main();
