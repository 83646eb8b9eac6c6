import type { EpisodeSize, TaskKind } from '@innerloop/core';

/** What tasks are, and of what data: `5-way 1-shot, 15 queries a class, on glyphs/test`, or `10 shots, 10 queries, on sinusoids/test`. */
export function taskWords(kind: TaskKind, { ways, shots, queries }: EpisodeSize, data: string, split: string): string {
  const size =
    kind === 'classification'
      ? `${ways}-way ${shots}-shot, ${queries} queries a class`
      : `${shots} shots, ${queries} queries`;
  return `${size}, on ${data}/${split}`;
}
