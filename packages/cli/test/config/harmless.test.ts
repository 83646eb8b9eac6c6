import { describe, expect, it } from 'vitest';
import { requireHarmless } from '../../src/config/harmless.js';

describe('--set of a trained run', () => {
  it.each(['evaluate.episodes=5', 'data.ways=3', 'data.path=x', 'threads=1', 'learner.testSteps=3', 'compile=false'])(
    'takes %s',
    (assignment) => {
      expect(() => requireHarmless([assignment])).not.toThrow();
    },
  );

  it.each([
    'learner.model.filters=3',
    'learner=maml',
    'learner.rule.learningRate=1',
    'data.size=3',
    'data.invert=true',
    'data={}',
  ])('refuses %s: the parameters would mean nothing', (assignment) => {
    expect(() => requireHarmless(['evaluate.seed=2', assignment])).toThrow('would mean nothing with it');
  });

  it.each(['train.iterations=3', 'name=x', 'optimizer.learningRate=1', 'learners.testSteps=2'])(
    'refuses %s, which has no effect any more',
    (assignment) => {
      expect(() => requireHarmless([assignment])).toThrow('has no effect on a run that is trained');
    },
  );
});
