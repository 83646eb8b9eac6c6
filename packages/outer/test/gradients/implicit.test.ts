import {
  batchNorm,
  crossEntropy,
  dense,
  differentiate,
  disposeTree,
  dot,
  leaf,
  mapParams,
  meanSquaredError,
  mlp,
  peakMemory,
  seed,
  sequential,
  sliceTasks,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { AnyInnerLearner, AnyLearner, Context, Episode, Loss, Model, ParamTree } from '@innerloop/core';
import {
  classificationEpisodes,
  expectNoLeaks,
  expectTreesClose,
  referenceMomentum,
  regressionEpisodes,
  relativeError,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { everyStep, implicit, maml, proximal } from '../../src/index.js';
import type { MamlOptions } from '../../src/index.js';
import { requiringInnerLoop } from '../../src/gradients/requiring-inner-loop.js';
import { exactly, firstly, gradientOf, valuesFor } from '../support/gradients.js';
import { descent, goldenEpisode, point, quadratic } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const context: Context = { key: seed(1).fold('adapt'), mode: 'train', order: 'exact' };
const curves = (tasks = 2, inputs = 1): Episode =>
  tidy(() => regressionEpisodes({ inputs })({ tasks, shots: 5, queries: 4 }, seed(9)));

/** Adapted to the end: 60 steps of contraction by 0.8 and less. */
const settled = (options: Partial<MamlOptions> = {}): AnyInnerLearner =>
  maml({
    model,
    rule: descent(0.1),
    loss: meanSquaredError,
    steps: 60,
    penalty: proximal({ strength: 2, learned: true }),
    ...options,
  });
const patient = implicit({ iterations: 10 });

describe('the metric negativeCurvature', () => {
  /** `−L`, which curves down by 1; with the penalty `λ` the inner objective does where `λ < 1`. */
  const hill: Loss = (predictions, targets) => tf.neg(quadratic(predictions, targets));
  const share = (strength: number, damping = 0): number =>
    tf.tidy(() => {
      const penalty = proximal({ strength });
      const learner = maml({ model: point, rule: descent(0.1), loss: hill, steps: 2, penalty });
      const problem = { learner, params: valuesFor(learner), episode: goldenEpisode(), key: seed(1) };
      const { metrics = {} } = implicit({ iterations: 3, damping }).estimate(problem);
      return leaf(metrics, 'negativeCurvature').dataSync()[0] as number;
    });

  it('is 1 where the inner objective curves down, and 0 where the penalty or the damping outweighs that', () => {
    expect([share(0.5), share(2), share(0.5, 1)]).toEqual([1, 0, 0]);
  });
});

describe('implicit, on quadratics', () => {
  const golden = maml({
    model: point,
    rule: descent(0.2),
    loss: quadratic,
    steps: 25,
    penalty: proximal({ strength: 2, learned: true }),
  });

  it('has the golden solution 7/3 and gradient 26/3 for λ = 2, and λ (θ − φ*) / (1 + λ) ∇L_Q by log λ [§30b]', () => {
    tf.tidy(() => {
      const params = valuesFor(golden);
      const adapted = golden.adapt(params, goldenEpisode().support, context).params;
      expect(leaf(adapted, 'model/theta').dataSync()[0]).toBeCloseTo(7 / 3, 5);
      const grads = gradientOf(golden, implicit({ iterations: 1 }), goldenEpisode(), params);
      expect(leaf(grads, 'model/theta').dataSync()[0]).toBeCloseTo(26 / 3, 4);
      // dφ*/d log λ = λ (θ − φ*) / (1 + λ), and the slope of the query's loss there is 13
      expect(leaf(grads, 'penalty/logStrength').dataSync()[0]).toBeCloseTo(2 * ((3 - 7 / 3) / 3) * 13, 4);
    });
  });

  it('has the closed form λ (H + λ)⁻¹ ∇L_Q(φ*) [row 18]', () => {
    const linear = mlp({ inputs: 2, hidden: [], outputs: 1 });
    fc.assert(
      fc.property(fc.double({ min: 0.8, max: 3, noNaN: true }), (strength) =>
        tf.tidy(() => {
          const learner = settled({ model: linear, penalty: proximal({ strength }), rule: descent(0.15) });
          const episode = curves(1, 2);
          const params = valuesFor(learner);
          const solution = learner.adapt(params, episode.support, context).params;
          const slope = (at: ParamTree): ParamTree =>
            differentiate((phi, c) => learner.innerObjective(params, phi, episode.support, c), at, context).grads;
          const still = slope(solution);
          expect(Math.sqrt(dot(still, still).dataSync()[0] as number)).toBeLessThan(1e-3);
          const grads = mapParams(gradientOf(learner, implicit({ iterations: 3 }), episode, params), (tensor) =>
            tf.expandDims(tensor, 0),
          );
          const ahead = differentiate(
            (at, c) => learner.objective(params, { params: at }, episode.query, c),
            solution,
            context,
          ).grads;
          const applied = differentiate((at) => dot(slope(at), grads), solution, context).grads;
          expectTreesClose(
            applied,
            mapParams(ahead, (tensor) => tf.mul(tensor, strength)),
            { tolerance: 1e-3 },
          );
        }),
      ),
      { numRuns: 3 },
    );
  });

  it('is the first-order meta-gradient where the inner loss does not curve, in one iteration', () => {
    const product: Loss = (predictions, targets) => tf.mean(tf.mul(predictions, targets), [1, 2]);
    tf.tidy(() => {
      const affine = mlp({ inputs: 2, hidden: [], outputs: 1 });
      const learner = settled({ model: affine, loss: product, steps: 3, penalty: proximal({ strength: 1.5 }) });
      const [found, first] = [implicit({ iterations: 1 }), firstly].map((how) =>
        gradientOf(learner, how, curves(2, 2)),
      );
      expectTreesClose(found ?? {}, first ?? {}, { tolerance: 1e-5 });
    });
  });
});

describe('implicit, where the inner loop came to rest', () => {
  it.each<[string, Partial<MamlOptions>, () => Episode]>([
    ['all leaves', {}, curves],
    ['a head, and the body below it', { adapts: ['head/'] }, curves],
    [
      'statistics of the support',
      {
        model: sequential({
          body: dense({ inputs: 2, outputs: 3 }),
          norm: batchNorm({ features: 3, statistics: 'support' }),
          head: dense({ inputs: 3, outputs: 3 }),
        }),
        loss: crossEntropy,
      },
      () => tidy(() => classificationEpisodes({ features: [2], ways: 3 })({ tasks: 2, shots: 3, queries: 2 }, seed(9))),
    ],
  ])('equals backpropagation through all steps, by λ too: %s [row 19]', (_name, options, episode) => {
    tf.tidy(() => {
      const learner = settled(options);
      const [found, unrolled] = [patient, exactly].map((how) => gradientOf(learner, how, episode()));
      expectTreesClose(found ?? {}, unrolled ?? {}, { tolerance: 5e-3, absolute: 2e-5 });
      expect(relativeError(gradientOf(learner, firstly, episode()), unrolled ?? {})).toBeGreaterThan(0.05);
    });
  });

  it('gives leaves of a learned inner loss their gradient', () => {
    const shifted: Model = {
      specs: { ...point.specs, shift: { shape: [], initialize: () => tf.scalar(0.5) } },
      apply: (params, x, at) => {
        const predicted = point.apply(params, x, at);
        return at.pass === 'support' ? tf.add(predicted, leaf(params, 'shift')) : predicted;
      },
    };
    tf.tidy(() => {
      const learner = settled({ model: shifted, adapts: ['theta'], loss: quadratic });
      const [found, unrolled] = [patient, exactly].map((how) => gradientOf(learner, how, goldenEpisode()));
      expectTreesClose(found ?? {}, unrolled ?? {}, { tolerance: 1e-4 });
      expect(Math.abs(leaf(found ?? {}, 'model/shift').dataSync()[0] as number)).toBeGreaterThan(1);
    });
  });

  it('does not depend on the way to the solution, nor on how the system is solved [row 19]', () => {
    tf.tidy(() => {
      const reference = gradientOf(settled(), patient, curves());
      const others = [
        gradientOf(settled({ rule: descent(0.05), steps: 120 }), patient, curves()),
        gradientOf(settled({ rule: referenceMomentum(0.06) }), patient, curves()),
        gradientOf(settled(), implicit({ solver: 'neumann', iterations: 60, rate: 0.1 }), curves()),
      ];
      for (const other of others) expectTreesClose(other, reference, { tolerance: 1e-3, absolute: 2e-5 });
    });
  });

  it('does not depend on the scale of the inner objective, loss and strength together', () => {
    const threefold: Loss = (predictions, targets) => tf.mul(3, meanSquaredError(predictions, targets));
    tf.tidy(() => {
      const inner = settled({ penalty: proximal({ strength: 2 }) });
      const scaled = settled({ penalty: proximal({ strength: 6 }), loss: threefold, rule: descent(0.1 / 3) });
      const tripled = mapParams(gradientOf(inner, patient, curves()), (tensor) => tf.mul(tensor, 3));
      expectTreesClose(gradientOf(scaled, patient, curves()), tripled, { tolerance: 1e-3, absolute: 1e-5 });
    });
  });

  it('tends to the gradient of the query at the start as λ grows, with an error that halves when λ doubles [row 20]', () => {
    const error = (strength: number): number =>
      tf.tidy(() => {
        const near = settled({ penalty: proximal({ strength }), rule: descent(0.9 / strength), steps: 20 });
        const start = settled({ penalty: proximal({ strength }), steps: 0 });
        return relativeError(gradientOf(near, patient, curves()), gradientOf(start, exactly, curves()));
      });
    expect(error(100)).toBeLessThan(0.3);
    expect(Math.abs(error(100) / error(200) - 2)).toBeLessThan(0.2);
  });
});

describe('implicit', () => {
  it('solves the systems of all tasks at once as it solves each, and tells the loss', () => {
    tf.tidy(() => {
      const learner = settled({ steps: 10 });
      const params = valuesFor(learner);
      const of = (episode: Episode) => implicit({ iterations: 2 }).estimate({ learner, params, episode, key: seed(1) });
      const alone = [0, 1].map((task) => of(sliceTasks(curves(), task, 1)));
      const together = of(curves());
      const mean = mapParams(together.grads, (_, name) =>
        tf.mean(tf.stack(alone.map(({ grads }) => leaf(grads, name))), 0),
      );
      expectTreesClose(together.grads, mean, { tolerance: 1e-4, absolute: 1e-6 });
      const whole = exactly.estimate({ learner, params, episode: curves(), key: seed(1) });
      expectTreesClose(together.loss, whole.loss);
    });
  });

  it('needs no more memory for many steps than for few', () => {
    const params = valuesFor(settled());
    const data = tidy(() => regressionEpisodes()({ tasks: 2, shots: 200, queries: 5 }, seed(9)));
    const bytes = (steps: number): number =>
      peakMemory(() => disposeTree(gradientOf(settled({ steps }), implicit({ iterations: 2 }), data, params))).bytes;
    expect(bytes(32)).toBeLessThan(1.1 * bytes(2));
    disposeTree([params, data]);
  });

  it('is damped towards the direct gradient', () => {
    tf.tidy(() => {
      const learner = maml({
        model: point,
        rule: descent(0.2),
        loss: quadratic,
        steps: 25,
        penalty: proximal({ strength: 2 }),
      });
      const found = gradientOf(learner, implicit({ damping: 1 }), goldenEpisode());
      expect(leaf(found, 'model/theta').dataSync()[0]).toBeCloseTo((13 * 2) / 4, 4);
    });
  });

  it('teaches an initialisation: fresh tasks are learned to a third of the loss that they were', () => {
    const learner = settled({ steps: 8, penalty: proximal({ strength: 0.5 }) });
    const tasks = (at: number): Episode => regressionEpisodes()({ tasks: 8, shots: 5, queries: 10 }, seed(40 + at));
    const judged = (params: ParamTree): number =>
      tf.tidy(
        () => exactly.estimate({ learner, params, episode: tasks(99), key: seed(1) }).loss.dataSync()[0] as number,
      );
    let params = tidy(() => mapParams(valuesFor(learner), (tensor) => tf.add(tensor, 1)));
    const before = judged(params);
    for (let at = 0; at < 20; at++) {
      const next = tidy(() => {
        const { grads } = implicit().estimate({ learner, params, episode: tasks(at), key: seed(at) });
        return mapParams(params, (tensor, name) =>
          name in grads ? tf.sub(tensor, tf.mul(leaf(grads, name), 0.3)) : tf.clone(tensor),
        );
      });
      disposeTree(params);
      params = next;
    }
    expect(judged(params)).toBeLessThan(before / 3);
    disposeTree(params);
  });

  it('refuses a learner that is judged after every step, since it knows the last point alone', () => {
    const learner = settled({ steps: 2, objective: everyStep() });
    expect(() => gradientOf(learner, implicit(), curves())).toThrow(
      "implicit: 'maml' is judged after several inner steps",
    );
  });

  it('refuses a learner without a penalty all of whose leaves adapt, instead of a gradient of zero', () => {
    const [adapts, free] = [['head/'], maml({ model, rule: descent(0.1), loss: meanSquaredError, steps: 2 })];
    expect(() => gradientOf(free, implicit(), curves())).toThrow(
      "no meta-parameter has a say in where the inner loop of 'maml' comes to rest",
    );
    const below = maml({ model, rule: descent(0.1), loss: meanSquaredError, steps: 2, adapts });
    expect(() => gradientOf(below, implicit(), curves())).not.toThrow();
  });

  it('leaks nothing', async () => {
    const learner = settled({ steps: 4 });
    const [params, data] = [valuesFor(learner), curves()];
    for (const how of [implicit(), implicit({ solver: 'neumann', rate: 0.1, damping: 0.1 })]) {
      await expectNoLeaks(() => gradientOf(learner, how, data, params));
    }
    disposeTree([params, data]);
  });

  it('refuses options that are none, and at run time a learner without an inner loop', () => {
    expect(() => implicit({ iterations: 0 })).toThrow('implicit: iterations must be a positive integer, got 0.');
    expect(() => implicit({ damping: -1 })).toThrow('implicit: damping must be a finite number of at least 0, got -1.');
    expect(() => implicit({ rate: 0.1 })).toThrow('rate belongs to the solver neumann');
    expect(() => implicit({ solver: 'neumann' })).toThrow('needs a positive finite rate, got undefined');
    const { adapt, name, objective, predict, specs } = settled();
    const outer: AnyLearner = { adapt, name, objective, predict, specs };
    const estimate = (): unknown =>
      requiringInnerLoop(implicit()).estimate({ learner: outer, params: {}, episode: curves(), key: seed(1) });
    expect(estimate).toThrow("'maml' has no inner loop");
    // @ts-expect-error  the type says so too
    expect(() => implicit().estimate({ learner: outer, params: {}, episode: curves(), key: seed(1) })).toThrow();
  });
});
