import type { EpisodeSize } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';

/** 5-way 1-shot with 15 queries a class: what most papers report. */
const usual: EpisodeSize = { ways: 5, shots: 1, queries: 15 };

/**
 * The size of an episode: given numbers in place of the usual 5 ways, 1 shot and 15 queries a class.
 *
 * @param where  who asks: errors begin with it
 * @throws InvalidOptionError if `ways` or `queries` is not a positive integer, or `shots` a negative one
 */
export function episodeSize(
  where: string,
  given: { readonly [K in keyof EpisodeSize]?: number | undefined },
  otherwise: EpisodeSize = usual,
): EpisodeSize {
  const size = {
    ways: given.ways ?? otherwise.ways,
    shots: given.shots ?? otherwise.shots,
    queries: given.queries ?? otherwise.queries,
  };
  for (const [name, least] of [
    ['ways', 1],
    ['shots', 0],
    ['queries', 1],
  ] as const) {
    const value = size[name];
    if (!Number.isInteger(value) || value < least) {
      throw new InvalidOptionError(`${where}: ${name} must be a whole number of at least ${least}, got ${value}.`);
    }
  }
  return size;
}
