import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import { expectNoLeaks, expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  activation,
  discrete,
  discretize,
  disposeTree,
  parameterCount,
  relaxed,
  searchConv,
  searchMlp,
  sequential,
  tidy,
  useBackend,
} from '../../../src/index.js';
import type { ParamTree, RelaxedModel, VectorOperationName } from '../../../src/index.js';
import { contextOf, noisy, perTask, sample } from '../../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const operations: readonly VectorOperationName[] = ['tanh', 'relu', 'identity', 'zero'];
const model = searchMlp({ inputs: 2, units: 3, outputs: 2, operations });

/** Logits so far apart that the softmax is one and zeros, in single precision exactly. */
const decided = (of: RelaxedModel, picks: readonly number[]): ParamTree =>
  Object.fromEntries(
    Object.entries(of.choices).map(([choice, names], i) => [
      `architecture/${choice}`,
      tf.tensor1d(names.map((_, at) => (at === (picks[i] as number) % names.length ? 200 : -200))),
    ]),
  );

const found = discrete(model, { 'cell.0-1': 'tanh', 'cell.0-2': 'identity', 'cell.1-2': 'tanh' });
modelLaws('a network that was decided', { model: found, x: [2] });

describe('discretize', () => {
  const choices = fc.array(fc.nat({ max: 4 }), { minLength: 3, maxLength: 3 });

  test.prop([choices], { numRuns: 15 })(
    'gives the network that one-hot logits make, exactly [row 40]',
    async (picks) => {
      const params = { ...noisy(model.specs), ...decided(model, picks) };
      const { model: plain, params: weights } = await discretize(model, params);
      const x = sample('x', [3, 4, 2]);
      expectTreesClose(model.apply(params, x, contextOf()), plain.apply(weights, x, contextOf()), { tolerance: 1e-7 });
      disposeTree([params, weights, x]);
    },
  );

  test.prop([choices], { numRuns: 5 })('does so for images [row 40]', async (picks) => {
    const conv = searchConv({ channels: 1, outputs: 2, filters: 2, nodes: 2, cells: 2 });
    const params = { ...noisy(conv.specs), ...decided(conv, picks) };
    const { model: plain, params: weights } = await discretize(conv, params);
    const x = sample('x', [2, 3, 4, 4, 1]);
    expectTreesClose(conv.apply(params, x, contextOf()), plain.apply(weights, x, contextOf()), { tolerance: 1e-6 });
    disposeTree([params, weights, x]);
  });

  it('takes the largest logit of each choice, and the first of equals', async () => {
    const params = {
      ...noisy(model.specs),
      'architecture/cell.0-1': tf.tensor1d([0, 2, 1, -1]),
      'architecture/cell.0-2': tf.tensor1d([1, 1, 1, 1]),
      'architecture/cell.1-2': tf.tensor1d([0, 0, 3, 3]),
    };
    const { chosen } = await discretize(model, params);
    expect(chosen).toEqual({ 'cell.0-1': 'relu', 'cell.0-2': 'tanh', 'cell.1-2': 'identity' });
  });

  it('has the leaves of the operations that were chosen and no others, with their values', async () => {
    const params = { ...noisy(model.specs), ...decided(model, [0, 3, 2]) };
    const { model: plain, params: weights } = await discretize(model, params);
    expect(Object.keys(weights).sort()).toEqual(Object.keys(plain.specs).sort());
    expect(Object.keys(weights)).toContain('cell1/edge0-1/tanh/dense/kernel');
    // stem 2 → 3, one tanh layer 3 → 3, identity and zero without any, head 3 → 2
    expect(parameterCount(plain.specs)).toBe(2 * 3 + 3 + (3 * 3 + 3) + 3 * 2 + 2);
    for (const [name, tensor] of Object.entries(weights)) {
      expectTreesClose(tensor, params[`weights/${name}`] as tf.Tensor);
    }
  });

  it('decides for the architecture that a task adapted to', async () => {
    const shared = { ...noisy(model.specs), ...decided(model, [0, 0, 0]) };
    const adapted = perTask(shared, model.specs, 2);
    const logits = tf.stack([tf.tensor1d([0, 1, 0, 0]), tf.tensor1d([0, 0, 0, 1])]);
    const params: ParamTree = { ...adapted, 'architecture/cell.0-1': logits };
    const [first, second] = [await discretize(model, params), await discretize(model, params, { task: 1 })];
    expect([first.chosen['cell.0-1'], second.chosen['cell.0-1']]).toEqual(['relu', 'zero']);
    const kernel = tf.unstack(params['weights/stem/kernel'] as tf.Tensor)[1] as tf.Tensor;
    expectTreesClose(second.params['stem/kernel'] as tf.Tensor, kernel);
  });

  it('leaves no tensor behind but its value', async () => {
    const params = tidy(() => noisy(model.specs));
    await expectNoLeaks(async () => (await discretize(model, params)).params);
    disposeTree(params);
  });

  it('refuses a choice that is open, and an operation that is not there', () => {
    expect(() => discrete(model, { 'cell.0-1': 'tanh' })).toThrow(
      "'cell.0-2' one of tanh, relu, identity, zero, got nothing",
    );
    expect(() => discrete(model, { 'cell.0-1': 'sine' })).toThrow("got 'sine'");
  });
});

describe("discretize by DARTS' rule", () => {
  const cells = searchMlp({ inputs: 2, units: 2, outputs: 1, nodes: 3, operations });
  const { choices } = cells;
  const edges = Object.keys(choices);
  const nodeOf = (edge: string): string => edge.slice(edge.indexOf('-') + 1);
  const logits = fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 4 }), {
    minLength: edges.length,
    maxLength: edges.length,
  });
  const weights = tidy(() => noisy(cells.specs));
  const decidedBy = async (rows: readonly (readonly number[])[], incoming?: number) => {
    const given = Object.fromEntries(
      edges.map((edge, i) => [`architecture/${edge}`, tf.tensor1d((rows[i] as number[]).map((value) => value / 10))]),
    );
    const options = incoming === undefined ? {} : { incoming };
    const { params, chosen } = await discretize(cells, { ...weights, ...given }, options);
    disposeTree([given, params]);
    return chosen;
  };
  /** Of the edge's operation in the softmax of all four. */
  const weightOf = (row: readonly number[], i: number): number =>
    Math.exp((row[i] as number) / 10) / row.reduce((sum, value) => sum + Math.exp(value / 10), 0);

  test.prop([logits, fc.integer({ min: 1, max: 3 })], { numRuns: 40 })(
    'leads so many edges into each node, and none that is cut was stronger',
    async (rows, incoming) => {
      const chosen = await decidedBy(rows, incoming);
      const found = edges.map((edge, i) => {
        const row = rows[i] as number[];
        const strength = Math.max(...[0, 1, 2].map((at) => weightOf(row, at)));
        return { node: nodeOf(edge), kept: chosen[edge] !== 'zero', strength, row, operation: chosen[edge] };
      });
      for (const node of ['1', '2', '3']) {
        const into = found.filter((edge) => edge.node === node);
        const kept = into.filter((edge) => edge.kept);
        const cut = into.filter((edge) => !edge.kept);
        expect(kept).toHaveLength(Math.min(incoming, Number(node)));
        for (const one of kept) {
          for (const other of cut) expect(one.strength).toBeGreaterThanOrEqual(other.strength - 1e-6);
          expect(one.row[operations.indexOf(one.operation as VectorOperationName)]).toBe(
            Math.max(...one.row.slice(0, 3)),
          );
        }
      }
    },
  );

  test.prop([logits], { numRuns: 15 })(
    'is the usual one where all edges may stay and zero is weakest',
    async (rows) => {
      const weakest = rows.map((row) => [...row.slice(0, 3), -30]);
      expect(await decidedBy(weakest, 3)).toEqual(await decidedBy(weakest));
    },
  );

  it('keeps the first of edges that are equally strong', async () => {
    const chosen = await decidedBy(
      edges.map(() => [0, 0, 0, 0]),
      2,
    );
    expect(edges.filter((edge) => chosen[edge] === 'zero')).toEqual(['cell.2-3']);
  });

  it('decides cells of two names apart, and choices of other places as ever', async () => {
    const conv = searchConv({ channels: 1, outputs: 2, filters: 2, nodes: 2, cells: 2 });
    const params = noisy(conv.specs);
    const { chosen } = await discretize(conv, params, { incoming: 1 });
    for (const name of new Set(Object.keys(conv.choices).map((choice) => choice.split('.')[0] as string))) {
      const kept = [`${name}.0-2`, `${name}.1-2`].filter((choice) => chosen[choice] !== 'zero');
      expect(kept).toHaveLength(1);
    }
    const mixed = relaxed((choose) =>
      sequential({
        cell: cells.build(choose),
        last: choose('last', { tanh: activation('tanh'), zero: activation('linear') }),
      }),
    );
    const values = { ...noisy(mixed.specs), 'architecture/last': tf.tensor1d([0, 1]) };
    expect((await discretize(mixed, values, { incoming: 1 })).chosen['last']).toBe('zero');
  });

  it('refuses networks without cells, edges that cannot be cut, and numbers that are no counts', async () => {
    const open = relaxed((choose) => choose('place', { tanh: activation('tanh') }));
    await expect(discretize(open, noisy(open.specs), { incoming: 2 })).rejects.toThrow('no choice is an edge');
    const firm = searchMlp({ inputs: 2, units: 2, outputs: 1, operations: ['tanh', 'relu'] });
    await expect(discretize(firm, noisy(firm.specs), { incoming: 1 })).rejects.toThrow("has no candidate 'zero'");
    await expect(discretize(cells, weights, { incoming: 0 })).rejects.toThrow(
      'incoming must be an integer of at least 1',
    );
  });
});
