import { node } from '@innerloop/backend-node';
import { useBackend } from '@innerloop/core';
import { beforeAll, it } from 'vitest';
import { nativeAbsence } from '../support/native.js';
import { describeMatrix } from './describe-matrix.js';

if (nativeAbsence === undefined) {
  beforeAll(() => useBackend(node()));
  // Rules are the same code on every engine: the simplest, and one with most kinds of operations.
  describeMatrix('on node', ['sgd', 'chain of adam']);
} else {
  it('every learner on node', ({ skip }) => skip(nativeAbsence));
}
