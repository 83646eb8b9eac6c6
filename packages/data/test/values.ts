import type { Episode } from '@innerloop/core';

export interface EpisodeValues {
  readonly support: { readonly x: number[]; readonly y: number[] };
  readonly query: { readonly x: number[]; readonly y: number[] };
}

/** The numbers of an episode, whose tensors are disposed of. */
export function values({ support, query }: Episode): EpisodeValues {
  const read = (tensor: Episode['support']['x']): number[] => {
    const numbers = Array.from(tensor.dataSync());
    tensor.dispose();
    return numbers;
  };
  return { support: { x: read(support.x), y: read(support.y) }, query: { x: read(query.x), y: read(query.y) } };
}
