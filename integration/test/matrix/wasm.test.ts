import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { beforeAll } from 'vitest';
import { describeMatrix } from './describe-matrix.js';

beforeAll(() => useBackend(wasm()));

// Wrappers are the same code around every learner: each around every rule, inside of maml on curves; on classes around one rule.
describeMatrix('on wasm', {
  wrappers: (rule, learner, { kind }) => learner === 'maml' && (kind === 'regression' || rule.name === 'sgd'),
});
