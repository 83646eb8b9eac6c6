import type { EpisodeSize, TaskKind } from '@innerloop/core';

/** The size of tasks, and the least of their ways where they differ. */
export interface TasksSize extends EpisodeSize {
  readonly leastWays?: number | undefined;
}

/**
 * What tasks are, and of what data: `5-way 1-shot, 15 queries a class, on glyphs/test`, `3- to 5-way …`, or `10 shots, 10 queries, on
 * sinusoids/test`.
 */
export function taskWords(kind: TaskKind, size: TasksSize, data: string, split: string): string {
  const { ways, shots, queries, leastWays = ways } = size;
  const classes = leastWays < ways ? `${leastWays}- to ${ways}-way` : `${ways}-way`;
  const words =
    kind === 'classification'
      ? `${classes} ${shots}-shot, ${queries} queries a class`
      : `${shots} shots, ${queries} queries`;
  return `${words}, on ${data}/${split}`;
}
