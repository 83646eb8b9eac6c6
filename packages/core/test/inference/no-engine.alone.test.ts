import { expect, it } from 'vitest';
import { adaptTask, EngineError } from '../../src/index.js';
import type { AnyLearner } from '../../src/index.js';

it('adaptTask without an engine names useBackend', () => {
  const adapt = (): unknown => adaptTask({ learner: {} as AnyLearner, params: {} }, { x: [[1]], labels: ['a'] });
  expect(adapt).toThrow(EngineError);
  expect(adapt).toThrow('await useBackend(wasm())');
});
