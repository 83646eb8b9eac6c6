import { disposeTree, DivergenceError, InvalidDataError, InvalidOptionError, seed, useBackend } from '@innerloop/core';
import { leakCheck } from '@innerloop/testkit';
import type {
  InnerLearner,
  Learner,
  ParamTree,
  SequenceLearner,
  TaskDistribution,
  Tensor,
  SampleRequest,
} from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, formatEvaluation } from '../../src/index.js';
import type { EvaluateOptions, EvaluationProgress } from '../../src/index.js';
import { headed, line, lineParams, lines, means, quarters, recalls, share, squaredError, twice } from '../toys.js';

let params: ParamTree;

beforeAll(async () => {
  await useBackend('cpu');
  params = lineParams();
});

const regression = (options: Partial<EvaluateOptions> = {}): EvaluateOptions => ({
  learner: line(),
  params,
  tasks: lines,
  metric: squaredError,
  seed: 3,
  episodes: 12,
  keepValues: true,
  ...options,
});

const classification = (options: Partial<EvaluateOptions> = {}): EvaluateOptions => ({
  learner: means(),
  params: {},
  tasks: quarters(),
  metric: share,
  seed: 3,
  episodes: 6,
  ...options,
});

const valuesOf = async (options: EvaluateOptions, row = 0): Promise<readonly number[]> =>
  (await evaluate(options)).rows[row]?.values ?? [];

function expectClose(left: readonly number[], right: readonly number[]): void {
  expect(left).toHaveLength(right.length);
  left.forEach((value, i) => expect(value).toBeCloseTo(right[i] as number, 6));
}

describe('the stream of test tasks', () => {
  it('says so where tasks have different numbers of classes, whichever came first', async () => {
    const ranging = (ways: readonly number[]) => {
      let batch = 0;
      return { ...quarters(), sample: (request: SampleRequest) => quarters(ways[batch++]).sample(request) };
    };
    for (const ways of [
      [2, 4, 3],
      [4, 3, 2],
    ]) {
      const { size, leastWays } = await evaluate(classification({ tasks: ranging(ways), batch: 2 }));
      expect([leastWays, size]).toEqual([2, { ways: 4, shots: 2, queries: 5 }]);
    }
    expect(await evaluate(classification())).not.toHaveProperty('leastWays');
  });

  it('gives the same values whatever the batch', async () => {
    const alone = await valuesOf(regression({ batch: 1 }));
    expect(new Set(alone).size).toBe(12);
    expectClose(await valuesOf(regression({ batch: 8 })), alone);
    expectClose(await valuesOf(regression({ batch: 12 })), alone);
    expectClose(await valuesOf(regression({ batch: 5 })), alone);
  });

  it('is the same for every learner: a longer evaluation begins with the shorter one', async () => {
    const long = await valuesOf(regression({ episodes: 20 }));
    expectClose(await valuesOf(regression()), long.slice(0, 12));
  });

  it('is another for another seed, and the same for the same', async () => {
    const first = await valuesOf(regression());
    expect(await valuesOf(regression())).toEqual(first);
    expect(await valuesOf(regression({ seed: 4 }))).not.toEqual(first);
  });

  it('holds as many tasks as asked for, in batches of at most the size given', async () => {
    lines.asked.length = 0;
    await evaluate(regression({ episodes: 11, batch: 4 }));
    expect(lines.asked).toEqual([4, 4, 3]);
  });
});

describe('measuring by step', () => {
  it('equals separate evaluations', async () => {
    const together = await evaluate(regression({ steps: [0, 2, 5] }));
    for (const [row, steps] of [0, 2, 5].entries()) {
      expectClose(await valuesOf(regression({ steps: [steps] })), together.rows[row]?.values ?? []);
      expectClose(await valuesOf(regression({ learner: line({ steps }) })), together.rows[row]?.values ?? []);
    }
  });

  it('says that a learner that learns gets better', async () => {
    const { rows } = await evaluate(regression({ learner: line({ rate: 0.5 }), steps: [0, 1, 10] }));
    const [before, after, late] = rows.map(({ mean }) => mean) as [number, number, number];
    expect(after).toBeLessThan(0.7 * before);
    expect(late).toBeLessThan(0.5 * after);
  });

  it('takes steps in any order, each once, and states them', async () => {
    const { rows } = await evaluate(regression({ steps: [5, 0, 5, 1] }));
    expect(rows.map(({ steps }) => steps)).toEqual([0, 1, 5]);
  });

  it('predicts as at the last step that was taken, at test and in first order', async () => {
    const seen: unknown[] = [];
    const plain = line();
    const learner: InnerLearner = {
      ...plain,
      predict: (...given) => {
        const { mode, order, step } = given[3];
        seen.push([mode, order, step]);
        return plain.predict(...given);
      },
    };
    await evaluate(regression({ learner, steps: [0, 1, 5], episodes: 2 }));
    expect(seen).toEqual([
      ['test', 'first', 0],
      ['test', 'first', 0],
      ['test', 'first', 4],
    ]);
  });

  it('goes over the inner loop once', async () => {
    let passes = 0;
    const plain = line();
    const learner: InnerLearner = {
      ...plain,
      trajectory: (...given) => {
        passes += 1;
        return plain.trajectory(...given);
      },
    };
    await evaluate(regression({ learner, steps: [0, 1, 5], episodes: 4, batch: 4 }));
    expect(passes).toBe(1);
  });

  it('is refused for a learner without steps', async () => {
    const wrong = evaluate(classification({ steps: [0, 1] }));
    await expect(wrong).rejects.toThrow(InvalidOptionError);
    await expect(wrong).rejects.toThrow(/'means' does not adapt in steps. Leave steps out/);
  });

  it.each([[[-1]], [[0.5]], [[]]])('refuses steps %j', async (steps) => {
    await expect(evaluate(regression({ steps }))).rejects.toThrow(/steps must be integers of at least 0/);
  });
});

/** Nearest means, of all queries of a task at once, whose mean stands for each of them, unless each is to be answered alone. */
const averaging = (): Learner => {
  const plain = means();
  const alike = (x: Tensor): Tensor => tf.add(tf.zerosLike(x), tf.mean(x, 1, true));
  return {
    ...plain,
    predict: (params, adapted, x, context) =>
      plain.predict(params, adapted, context.inductive === true ? x : alike(x), context),
  };
};

describe('measuring by presentation', () => {
  const presented = (options: Partial<EvaluateOptions> = {}): EvaluateOptions =>
    classification({ learner: recalls as unknown as Learner, tasks: twice, presentations: [3, 1, 2], ...options });

  it('looks at the k-th example of each class, answered from those before it', async () => {
    const result = await evaluate(presented());
    // Of what was never seen class 0 is said: right for one class of the two.
    expect(result.rows.map(({ presentation, mean }) => [presentation, mean])).toEqual([
      [1, 0.5],
      [2, 1],
      [3, 1],
    ]);
    expect(result.rows[0]).not.toHaveProperty('steps');
    expect(formatEvaluation(result)).toMatch(/each presentation of a class .*\n\n {2}presentation +mean %/);
  });

  it('of values looks at the k-th example', async () => {
    const last: SequenceLearner = {
      ...(recalls as unknown as SequenceLearner),
      kind: 'regression',
      presentations: (_params, { y }) =>
        tf.concat([tf.zerosLike(tf.slice(y, [0, 0, 0], [-1, 1, 1])), tf.slice(y, [0, 0, 0], [-1, 4, 1])], 1),
    };
    const { rows } = await evaluate(regression({ learner: last, params: {}, presentations: [1, 3], keepValues: true }));
    const { support } = await lines.sample({ seed: seed(3).fold('tasks').from(0), tasks: 1, params: {} });
    const [first, second, third] = Array.from(support.y.dataSync()) as [number, number, number];
    expect(rows[0]?.values?.[0]).toBeCloseTo(first ** 2, 6);
    expect(rows[1]?.values?.[0]).toBeCloseTo((third - second) ** 2, 6);
    disposeTree(support);
  });

  it('is refused where it makes no sense, in the terms of the asker', async () => {
    await expect(evaluate(presented({ learner: means() }))).rejects.toThrow('does not read its support in order');
    await expect(evaluate(presented({ presentations: [4] }))).rejects.toThrow('a class of the support has 3 examples');
    await expect(evaluate(presented({ presentations: [0] }))).rejects.toThrow('integers of at least 1, got 0');
    await expect(evaluate(presented({ inference: 'both' }))).rejects.toThrow("do not go with inference 'both'");
    await expect(evaluate(presented({ calibration: {} }))).rejects.toThrow('calibration is of one figure');
  });

  it('leaves no tensors, and finds the task whose answers left the finite numbers', async () => {
    expect(await leakCheck(() => evaluate(presented()).then(() => []))).toEqual({ tensors: 0, bytes: 0 });
    const wild = {
      ...recalls,
      presentations: (...given: Parameters<typeof recalls.presentations>) => tf.div(recalls.presentations(...given), 0),
    };
    await expect(evaluate(presented({ learner: wild as unknown as Learner }))).rejects.toThrow(DivergenceError);
  });
});

describe('the inference', () => {
  it('is inductive unless said otherwise, and the result states it', async () => {
    const [alone, together, both] = await Promise.all(
      ([undefined, 'transductive', 'both'] as const).map((inference) =>
        evaluate(classification({ learner: averaging(), keepValues: true, inference })),
      ),
    );
    expect([alone?.inference, together?.inference, both?.inference]).toEqual([
      'inductive',
      'transductive',
      'inductive',
    ]);
    expect(both?.rows).toEqual(alone?.rows);
    expect(both?.transductive).toEqual(together?.rows);
    expect(together?.rows[0]?.mean).toBeLessThan(alone?.rows[0]?.mean ?? 0);
    expect(alone).not.toHaveProperty('transductive');
  });

  it('takes both figures from one adaptation, after each number of steps', async () => {
    let passes = 0;
    const plain = line();
    const learner: InnerLearner = { ...plain, trajectory: (...given) => ((passes += 1), plain.trajectory(...given)) };
    const { rows, transductive } = await evaluate(
      regression({ learner, steps: [0, 2], episodes: 4, batch: 4, inference: 'both' }),
    );
    expect(passes).toBe(1);
    expect(transductive).toEqual(rows);
    expect(rows.map(({ steps }) => steps)).toEqual([0, 2]);
  });

  it('is refused when it is none', async () => {
    await expect(evaluate(regression({ inference: 'alone' as never }))).rejects.toThrow(
      'inductive, transductive or both',
    );
  });
});

describe('the result', () => {
  it('is plain JSON that says how to find it again', async () => {
    const result = await evaluate(regression({ steps: [1], normalization: 'transductive' }));
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result).toMatchObject({
      learner: 'line',
      tasks: 'lines',
      kind: 'regression',
      metric: 'mean-squared-error',
      better: 'lower',
      size: { ways: 1, shots: 5, queries: 4 },
      episodes: 12,
      seed: 3,
      normalization: 'transductive',
    });
  });

  it('says what a mean over the tasks is worth', async () => {
    const [row] = (await evaluate(regression())).rows;
    const values = row?.values as readonly number[];
    const mean = values.reduce((sum, value) => sum + value, 0) / 12;
    const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 11);
    expect(row).toMatchObject({ mean, std, count: 12 });
    expect(row?.ci95).toBeCloseTo((1.96 * std) / Math.sqrt(12), 12);
  });

  it('keeps the values of the tasks only if asked, and does not invent a normalization', async () => {
    const result = await evaluate(classification());
    expect(result.rows[0]).not.toHaveProperty('values');
    expect(result.rows[0]).not.toHaveProperty('steps');
    expect(result.normalization).toBe('none');
    expect(result.size).toEqual({ ways: 4, shots: 2, queries: 5 });
    expect(result.rows[0]?.mean).toBe(1);
  });
});

describe('what does not fit', () => {
  it('is told apart: ways other than those of a head', async () => {
    const wrong = evaluate(classification({ learner: headed(5), params }));
    await expect(wrong).rejects.toThrow(InvalidOptionError);
    await expect(wrong).rejects.toThrow(
      "'headed' was trained with a head for 5 classes, but the tasks of 'quarters' have 4. Evaluate with ways 5 for all tasks, or train for 4 ways",
    );
    await expect(evaluate(classification({ learner: means({ heads: 3 }) }))).rejects.toThrow(/for 3 classes/);
  });

  it('is told apart: a metric that gives no value a task', async () => {
    const metric = { ...squaredError, measure: (predictions: Tensor) => tf.mean(predictions) };
    const wrong = evaluate(regression({ metric }));
    await expect(wrong).rejects.toThrow(InvalidDataError);
    await expect(wrong).rejects.toThrow(/must give one value a task, \[8\]/);
  });

  it('is told apart: a value that is not finite, with its task and step', async () => {
    const wrong = evaluate(regression({ learner: line({ rate: 1e30 }), steps: [0, 9], batch: 5 }));
    await expect(wrong).rejects.toThrow(DivergenceError);
    await expect(wrong).rejects.toThrow(
      /test task 0 left the finite numbers after 9 adaptation steps: .* mean-squared-error are NaN/,
    );
  });

  it('is told apart: predictions that are not finite, of which accuracy says chance', async () => {
    const spoiled = { ...means(), predict: () => tf.fill([6, 20, 4], Number.NaN) };
    const wrong = evaluate(classification({ learner: spoiled }));
    await expect(wrong).rejects.toThrow(DivergenceError);
    await expect(wrong).rejects.toThrow('test task 0 left the finite numbers: predictions or their accuracy are NaN');
  });

  it('is told apart: examples that are not finite, with task and row', async () => {
    const tasks: TaskDistribution = {
      ...lines,
      sample: async (request) => {
        const { support, query } = await lines.sample(request);
        const [count, rows] = support.x.shape as [number, number];
        const odd = tf.buffer([count, rows, 1], 'float32', Float32Array.from(support.x.dataSync()));
        odd.set(Number.NaN, 1, 3, 0);
        support.x.dispose();
        return { support: { x: odd.toTensor(), y: support.y }, query };
      },
    };
    const wrong = evaluate(regression({ tasks, episodes: 4, batch: 2 }));
    await expect(wrong).rejects.toThrow(InvalidDataError);
    await expect(wrong).rejects.toThrow('test task 1 has NaN in its data: x of the support, example 3');
  });

  it('is told apart: a source that was not opened, a learner of classes on values, parameters that are gone', async () => {
    const source = { name: 'lines', open: () => Promise.resolve(lines) } as unknown as TaskDistribution;
    await expect(evaluate(regression({ tasks: source }))).rejects.toThrow("tasks: await source.open('test')");
    const learner: InnerLearner = { ...line(), kind: 'classification' };
    await expect(evaluate(regression({ learner }))).rejects.toThrow('built for classification, by its loss');
    const gone = lineParams();
    disposeTree(gone);
    await expect(evaluate(regression({ params: gone }))).rejects.toThrow("'model/w' has been disposed of");
  });

  it.each([
    [{ episodes: 1 }, /episodes must be an integer of at least 2/],
    [{ episodes: 2.5 }, /episodes must be an integer/],
    [{ batch: 0 }, /batch must be an integer of at least 1/],
  ])('is refused: %j', async (options, message) => {
    await expect(evaluate(regression(options))).rejects.toThrow(message);
  });
});

describe('while it runs', () => {
  it('tells its progress', async () => {
    const seen: EvaluationProgress[] = [];
    await evaluate(regression({ episodes: 11, batch: 4, onProgress: (progress) => seen.push(progress) }));
    expect(seen.map(({ done, episodes }) => `${done}/${episodes}`)).toEqual(['4/11', '8/11', '11/11']);
  });

  it('stops at a signal, which it hears between batches', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 0);
    lines.asked.length = 0;
    await expect(evaluate(regression({ episodes: 100_000, signal: stop.signal }))).rejects.toThrow(/abort/i);
    expect(lines.asked.length).toBeLessThan(1000);
  });

  it('leaves no tensors, however it ends', async () => {
    const none = async (options: EvaluateOptions): Promise<never[]> => {
      await evaluate(options).catch(() => undefined);
      return [];
    };
    const clean = { tensors: 0, bytes: 0 };
    expect(await leakCheck(() => none(regression({ steps: [0, 3] })))).toEqual(clean);
    expect(await leakCheck(() => none(classification()))).toEqual(clean);
    expect(await leakCheck(() => none(classification({ learner: headed(5), params })))).toEqual(clean);
    expect(await leakCheck(() => none(regression({ learner: line({ rate: 1e30 }), steps: [9] })))).toEqual(clean);
  });

  it('holds as many tensors after a batch as before it', async () => {
    const held: number[] = [];
    await evaluate(regression({ batch: 2, onProgress: () => held.push(tf.memory().numTensors) }));
    expect(new Set(held).size).toBe(1);
  });

  it('borrows the parameters', async () => {
    const own = lineParams();
    await evaluate(regression({ params: own }));
    expect(await (own['model/w'] as Tensor).data()).toEqual(new Float32Array([0.5]));
    disposeTree(own);
  });
});

it('does not depend on what else was drawn from the seed', async () => {
  const before = await valuesOf(regression());
  seed(3).numbers()();
  expect(await valuesOf(regression())).toEqual(before);
});
