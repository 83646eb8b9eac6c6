import { describe, expect, it } from 'vitest';
import type { FolderPrediction } from '../../src/runs/adapt-run.js';
import { scoreOf } from '../../src/runs/confusions.js';
import { formatScore } from '../../src/terminal/format-score.js';

/** Pictures of one class taken for another, so many times; a truth of `undefined` is not known. */
const told = (classes: readonly string[], pairs: readonly [string | undefined, string, number][]): FolderPrediction[] =>
  pairs.flatMap(([truth, label, count]) =>
    Array.from({ length: count }, (_, i) => ({
      file: `${truth}/${i}.png`,
      ...(truth === undefined ? {} : { truth }),
      prediction: { label, probability: 1, probabilities: classes.map((each) => ({ label: each, probability: 0 })) },
    })),
  );

describe('the score of labelled pictures', () => {
  it('counts what was taken for what, and which are right', () => {
    const score = scoreOf(
      told(
        ['cat', 'dog'],
        [
          ['cat', 'cat', 3],
          ['cat', 'dog', 1],
          ['dog', 'dog', 4],
          [undefined, 'cat', 2],
        ],
      ),
    );
    expect(score).toEqual({
      accuracy: 7 / 8,
      right: 7,
      of: 8,
      unknown: 2,
      classes: ['cat', 'dog'],
      confusions: [
        [3, 1],
        [0, 4],
      ],
    });
    expect(formatScore(score as never).split('\n')).toEqual([
      'Accuracy: 87.5 % (7 of 8 pictures; 2 more lie in folders of no class of the support)',
      'Confusions, a row for each class, a column for what it was taken for:',
      '     cat  dog',
      'cat    3    1',
      'dog    ·    4',
    ]);
  });

  it('is none where no picture’s class is known', () => {
    expect(scoreOf(told(['cat', 'dog'], [[undefined, 'cat', 2]]))).toBeUndefined();
    expect(scoreOf([])).toBeUndefined();
  });

  it('of many classes is a list of pairs, and never wider than a terminal', () => {
    const classes = Array.from({ length: 40 }, (_, i) => `character-with-a-long-name-${i}`);
    const score = scoreOf(told(classes, [[classes[3], classes[4] as string, 2]]));
    expect(formatScore(score as never)).toContain(`${classes[3]} taken for ${classes[4]}: 2`);
    for (const ways of [2, 5, 10, 15]) {
      const some = classes.slice(0, ways);
      const text = formatScore(scoreOf(told(some, [[some[0], some[1] as string, 100]])) as never);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});
