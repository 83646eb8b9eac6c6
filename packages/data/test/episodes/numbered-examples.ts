import type { ClassifiedExamples } from '../../src/index.js';

/** Examples whose one pixel is their row number, so that they can be told apart in an episode; class c has rows c·n … c·n + n − 1. */
export function numberedExamples(classes: number, perClass: number, name = 'numbered'): ClassifiedExamples {
  return {
    name,
    shape: [1],
    values: Float32Array.from({ length: classes * perClass }, (_, row) => row),
    classes: Array.from({ length: classes }, (_, number) => ({
      name: `class${number}`,
      rows: Array.from({ length: perClass }, (_, index) => number * perClass + index),
    })),
  };
}
