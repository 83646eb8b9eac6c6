import '@tensorflow/tfjs-backend-cpu';
import { compile, explainStep } from '@innerloop/compile';
import { disposeTree, meanSquaredError, mlp, seed, tidy, useBackend } from '@innerloop/core';
import type { AnyInnerLearner, Episode, MetaGradient, MetaStep, UpdateRule } from '@innerloop/core';
import { adam, persistent, sgd } from '@innerloop/inner';
import { checkpointed, evolution, halves, implicit, maml, proximal, reptile, truncated } from '@innerloop/outer';
import { expectTreesClose, regressionEpisodes } from '@innerloop/testkit';
import { exact, metaStep } from '@innerloop/training';
import type { GradientState } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const episodeOf = (at: number): Episode =>
  tidy(() => regressionEpisodes()({ tasks: 2, shots: 3, queries: 4 }, seed(9).fold(at)));

const subjects: Readonly<Record<string, readonly [MetaGradient<AnyInnerLearner>, UpdateRule, number]>> = {
  halves: [halves({ of: exact(), second: ['model/head/'] }), sgd(0.1), 2],
  truncated: [truncated({ steps: 1 }), sgd(0.1), 3],
  checkpointed: [checkpointed(), adam({ learningRate: 0.05, epsilon: 0.1 }), 10],
  'implicit by conjugate gradients': [implicit({ iterations: 3 }), sgd(0.1), 4],
  'implicit by a Neumann series': [implicit({ solver: 'neumann', rate: 0.1, iterations: 3 }), sgd(0.1), 4],
  evolution: [evolution({ deviation: 0.1, samples: 3 }), sgd(0.1), 2],
  'reptile with a rule that persists': [reptile(), persistent(adam({ learningRate: 0.02, beta1: 0 })), 3],
};

function stepOf(metaGradient: MetaGradient<AnyInnerLearner>, rule: UpdateRule, steps: number): MetaStep<GradientState> {
  const penalty = proximal({ strength: 1.5, learned: metaGradient.name !== 'reptile' }); // which does not teach it
  const learner: AnyInnerLearner = maml({ model, rule, loss: meanSquaredError, steps, penalty });
  return metaStep({ learner, metaGradient, optimizer: sgd(0.2) });
}

/** Its state after three steps. */
function goes(step: MetaStep<GradientState>): GradientState {
  let state = tidy(() => step.init(seed(4)));
  for (let at = 0; at < 3; at++) {
    const episode = episodeOf(at);
    const next = tidy(() => step.run(state, episode, seed(5).fold(at)).state);
    disposeTree(state, next);
    disposeTree(episode);
    state = next;
  }
  return state;
}

describe('a compiled step', () => {
  it.each(Object.entries(subjects))(
    'takes the meta-gradient that the eager step takes: %s',
    (_name, [how, rule, steps]) => {
      const reasons: string[] = [];
      const fast = compile(stepOf(how, rule, steps), { onFallback: (reason) => reasons.push(reason) });
      const [found, expected] = [goes(fast), goes(stepOf(how, rule, steps))];
      expectTreesClose(found, expected, { tolerance: 1e-5 });
      expect(reasons).toEqual([]);
      disposeTree([found, expected]);
      fast.dispose();
    },
  );

  it.each(['implicit by conjugate gradients', 'implicit by a Neumann series'])(
    'has the metrics of the estimator: %s',
    (name) => {
      const eager = stepOf(...(subjects[name] as (typeof subjects)[string]));
      const fast = compile(eager);
      tf.tidy(() => {
        const [state, episode] = [eager.init(seed(4)), episodeOf(0)];
        const [found, expected] = [fast, eager].map((step) => step.run(state, episode, seed(5)).metrics);
        expect(Object.keys(found ?? {}).sort()).toEqual(['gradientNorm', 'loss', 'negativeCurvature']);
        expectTreesClose(found ?? {}, expected ?? {}, { tolerance: 1e-5 });
        disposeTree(episode);
      });
      fast.dispose();
    },
  );

  it('sees that a checkpointed gradient computes its steps again, and computes them once: it is that of exact', () => {
    const [again, once] = [checkpointed(), exact()].map((how) => {
      const step = stepOf(how, sgd(0.1), 10);
      const [state, episode] = [tidy(() => step.init(seed(4))), episodeOf(0)];
      const told = explainStep(step, { state, episode }, { threads: 1 });
      disposeTree([state, episode]);
      if (typeof told === 'string') throw new Error(told);
      return told;
    });
    expect(again?.recorded.length).toBeGreaterThan(1.3 * (once?.recorded.length ?? 0));
    expect([again?.nodes, again?.arenaBytes]).toEqual([once?.nodes, once?.arenaBytes]);
  });
});
