import { wasm } from '@innerloop/backend-wasm';
import { compile } from '@innerloop/compile';
import {
  batchNorm,
  dense,
  disposeTree,
  initialize,
  leaf,
  meanSquaredError,
  mlp,
  seed,
  sequential,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { AnyLearner, Episode, MetaStep, Tensor, Tree } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { adam, cosine, metaSgd, scheduled, sgd } from '@innerloop/inner';
import { maml, multiStep } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual, regressionEpisodes } from '@innerloop/testkit';
import { annealed, exact, firstOrder, metaStep, stepAt } from '@innerloop/training';
import type { GradientState, StagedStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { trained } from '../support/trained.js';

beforeAll(() => useBackend(wasm()));

type Step = MetaStep<GradientState, Tensor>;

const model = mlp({ inputs: 1, hidden: [8], outputs: 1, activation: 'tanh' });
const plain = maml({ model, rule: sgd(0.1), loss: meanSquaredError, steps: 3 });
const failing = (reason: string): never => {
  throw new Error(`fell back: ${reason}`);
};

/** Everything at once: learned rates, the multi-step loss, statistics and scales per step, first order at first, a cosine outer rate. */
const whole = maml({
  model: sequential({
    body: dense({ inputs: 1, outputs: 8, bias: false }), // normalisation takes it out again
    norm: batchNorm({ features: 8, statistics: 'perStep', steps: 3 }),
    head: dense({ inputs: 8, outputs: 1 }),
  }),
  rule: metaSgd({ rate: 0.05 }),
  loss: meanSquaredError,
  steps: 3,
  adapts: ['body/', 'head/'],
  objective: multiStep({ epochs: 2, iterations: 3 }),
});

function annealing(learner: AnyLearner, at: number, compiled: boolean): StagedStep<GradientState, Tensor> {
  const optimizer = scheduled(cosine({ to: 0.1, steps: 8 }))(adam(0.01));
  const [from, to] = [firstOrder(), exact()].map((metaGradient): Step => {
    const step: Step = metaStep({ learner, metaGradient, optimizer });
    return compiled ? compile(step, { onFallback: failing }) : step;
  }) as [Step, Step];
  return annealed({ from, to, at });
}

const tasks = sinusoids({ shots: 5, queries: 5 });
const options = (step: StagedStep<GradientState, Tensor>, iterations = 8) => ({
  step,
  tasks,
  seed: 6,
  iterations,
  metaBatch: 3,
});

describe('derivative-order annealing [row 13]', () => {
  it('takes the steps of first-order MAML before its iteration and those of MAML from it on, bit for bit', () => {
    const optimizer = sgd(0.1);
    const [first, second] = [firstOrder(), exact()].map((metaGradient): Step =>
      metaStep({ learner: plain, metaGradient, optimizer }),
    ) as [Step, Step];
    const step = annealed({ from: first, to: second, at: 4 });
    tf.tidy(() => {
      const episode: Episode = regressionEpisodes()({ tasks: 3, shots: 5, queries: 5 }, seed(9));
      const state = tidy(() => step.init(seed(1)));
      for (const iteration of [0, 3, 4, 9]) {
        const moved = stepAt(step, iteration).run(state, episode, seed(2)).state.params;
        const how = iteration < 4 ? firstOrder() : exact();
        const { grads } = how.estimate({ learner: plain, params: state.params, episode, key: seed(2) });
        for (const [name, grad] of Object.entries(grads))
          expectTreesEqual(leaf(moved, name), tf.sub(leaf(state.params, name), tf.mul(grad, 0.1)));
      }
    });
  });
});

describe('MAML++ with all its parts', () => {
  it('trains compiled as it does eagerly, on both sides of the change of order and of every epoch', async () => {
    const [eager, compiled] = [
      await trained(options(annealing(whole, 4, false))),
      await trained(options(annealing(whole, 4, true))),
    ];
    expectTreesClose(tf.tensor(compiled.losses), tf.tensor(eager.losses), { tolerance: 1e-3 });
    expectTreesClose(compiled.checkpoint.state.params, eager.checkpoint.state.params, { tolerance: 1e-3 });
    disposeTree([eager, compiled].map(({ checkpoint }) => checkpoint.state));
  });

  it.each([2, 4, 6])('resumes compiled, bit for bit, after %i iterations', async (iterations) => {
    const full = await trained(options(annealing(whole, 4, true)));
    const half = await trained(options(annealing(whole, 4, true), iterations));
    const rest = await trained({ ...options(annealing(whole, 4, true)), from: half.checkpoint });
    expect(rest.losses).toEqual(full.losses.slice(iterations));
    expectTreesEqual(rest.checkpoint.state, full.checkpoint.state);
    disposeTree([full, half, rest].map(({ checkpoint }) => checkpoint.state as Tree));
  });

  it('counts its iterations once an iteration, with slices too', async () => {
    for (const slices of [1, 3]) {
      const step: Step = metaStep({ learner: whole, metaGradient: exact(), optimizer: adam(0.01), slices });
      const { checkpoint } = await trained({ step, tasks, seed: 6, iterations: 5, metaBatch: 3 });
      expect(leaf(checkpoint.state.params, 'objective/iterations').dataSync()[0]).toBe(5);
      disposeTree(checkpoint.state);
    }
  });

  it('begins with equal weights: the loss of the first iteration is the mean over the path', async () => {
    const { losses, checkpoint } = await trained(options(annealing(whole, 4, false), 1));
    const at = seed(6).fold('iteration').fold(0);
    const params = tidy(() => initialize(whole.specs, seed(6).fold('init').fold('params')));
    const episode = await tasks.sample({ seed: at.fold('tasks'), tasks: 3, params });
    const mean = tf.tidy(() => {
      const key = at.fold('step');
      const context = { key: key.fold('adapt'), mode: 'train', order: 'first' } as const;
      const points = whole.trajectory(params, episode.support, [1, 2, 3], context);
      const of = points.map(({ params: moved, buffers }, step) =>
        tf.mean(
          meanSquaredError(
            whole.predict(params, { params: moved, buffers }, episode.query.x, {
              ...context,
              key: key.fold('query'),
              step,
            }),
            episode.query.y,
          ),
        ),
      );
      return tf.mean(tf.stack(of)).dataSync()[0] as number;
    });
    expect(losses[0]).toBeCloseTo(mean, 4);
    disposeTree([checkpoint.state, params, episode]);
  });
});
