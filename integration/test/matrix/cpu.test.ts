import '@tensorflow/tfjs-backend-cpu';
import { useBackend } from '@innerloop/core';
import { beforeAll } from 'vitest';
import { describeMatrix } from './describe-matrix.js';
import { withoutConvolutions } from './worlds.js';

beforeAll(() => useBackend('cpu'));

// Engines differ in kernels: every learner, and every rule in the first of them.
describeMatrix('on cpu', { rules: ({ name }, learner) => name === 'sgd' || learner === 'maml' }, withoutConvolutions);
