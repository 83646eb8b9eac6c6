import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { exact } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Case, Choice } from './cases.js';
import { cases } from './cases.js';
import { cellOf, checkCell } from './cell.js';
import { distance } from './compiled.js';

beforeAll(() => useBackend(wasm()));

/** What a change is likeliest to break first: every learner once, every rule and wrapper once, and convolutions. The rest is `npm run test:matrix`. */
const samples: Readonly<Record<string, Choice>> = {
  'every learner, on classes': {
    worlds: ({ name }) => name === 'classes, mlp',
    rules: ({ name }) => name === 'sgd',
  },
  'every rule and wrapper, in maml on curves': {
    worlds: ({ kind }) => kind === 'regression',
    rules: (_rule, learner) => learner === 'maml',
    wrappers: ({ name }, learner) => learner === 'maml' && name === 'sgd',
  },
};

/** One learner of each family. */
const convolutions = cases({
  worlds: ({ name }) => name.endsWith('conv4'),
  rules: ({ name }) => name === 'sgd',
}).filter(({ learner }) => ['maml', 'ridge', 'prototypical'].includes(learner));

function describeSample(name: string, chosen: readonly Case[]): void {
  describe(`a sample of the matrix: ${name}`, () => {
    it.each(chosen.map((one) => [one.name, one] as const))(
      '%s agrees with its loop, its parts, finite differences, and itself compiled',
      async (_name, one) => {
        await checkCell(one);
        tf.tidy(() => {
          const { learner, episode } = cellOf(one);
          expect(distance(learner, exact(), episode)).toBeLessThanOrEqual(one.world.tolerance);
        });
      },
    );
  });
}

for (const [name, choice] of Object.entries(samples)) describeSample(name, cases(choice));
describeSample('convolutions', convolutions);
