import { wasm } from '@innerloop/backend-wasm';
import { initialize, rowsOf, seed, useBackend } from '@innerloop/core';
import type { Context } from '@innerloop/core';
import { expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { cases } from './cases.js';
import type { Case } from './cases.js';
import { worlds } from './worlds.js';
import type { World } from './worlds.js';

beforeAll(() => useBackend(wasm()));

const norms = [
  { statistics: 'batch' },
  { statistics: 'batch', inductive: 'appended' },
  { statistics: 'batch', steps: 2 },
  { statistics: 'running' },
  { statistics: 'support' },
  { statistics: 'episode' },
  { statistics: 'perStep', steps: 2 },
] as const;

/** The world with this norm in its networks. */
const normalised = (world: World, norm: object): World => ({
  ...world,
  parts: {
    ...world.parts,
    network: { ...(world.parts.network as object), norm },
    embedding: { ...(world.parts.embedding as object), norm },
  },
});

/** Predictions of all queries at once are those of each by itself. */
function expectAlone({ make, world }: Case): void {
  tf.tidy(() => {
    const learner = make();
    const params = initialize(learner.specs, seed(60));
    const { support, query } = world.episodes({ tasks: 1, shots: 2, queries: 1 }, seed(61));
    const context: Context = { key: seed(62), mode: 'test', order: 'first', inductive: true };
    const adapted = learner.adapt(params, support, context);
    const ask = (x: tf.Tensor): tf.Tensor => learner.predict(params, adapted, x, context);
    const rows = [...Array(rowsOf(query.x)).keys()];
    const each = rows.map((row) => ask(tf.gather(query.x, tf.tensor1d([row], 'int32'), 1)));
    expectTreesClose(tf.concat(each, 1), ask(query.x), { tolerance: 1e-5, absolute: 1e-5 });
  });
}

// What norms do differently shows on vectors; on pictures the one that sees whole images of a batch is enough.
const normsOf = ({ name }: World) => (name.endsWith('conv4') ? norms.slice(0, 1) : norms);

describe.each(worlds.map((world) => [world.name, world] as const))(
  'where queries are answered alone, %s',
  (_, world) => {
    const all = normsOf(world).flatMap((norm) =>
      cases({ worlds: (one) => one.name === world.name, rules: ({ name }) => name === 'sgd' }, [
        normalised(world, norm),
      ]).map((one) => [`${one.name}, ${JSON.stringify(norm)}`, one] as const),
    );
    it.each(all)('a prediction is a function of the support and of one example: %s', (_name, one) => expectAlone(one));
  },
);
