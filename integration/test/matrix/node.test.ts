import { node } from '@innerloop/backend-node';
import { useBackend } from '@innerloop/core';
import { beforeAll, it } from 'vitest';
import { nativeAbsence } from '../support/native.js';
import { describeMatrix } from './describe-matrix.js';
import { withoutConvolutions } from './worlds.js';

if (nativeAbsence === undefined) {
  beforeAll(() => useBackend(node()));
  describeMatrix(
    'on node',
    { rules: ({ name }, learner) => name === 'sgd' || learner === 'maml' },
    withoutConvolutions,
  );
} else {
  it('every learner on node', ({ skip }) => skip(nativeAbsence));
}
