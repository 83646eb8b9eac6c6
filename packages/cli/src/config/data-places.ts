import { ConfigError } from '@innerloop/core';
import { isRecord } from './overrides.js';

/** Splits whose data may lie in a place of their own. */
export const placedSplits = ['train', 'validation', 'test'] as const;

export type PlacedSplit = (typeof placedSplits)[number];

/** Where a data set lies: one place, or one a split. */
export type DataPlaces = string | { readonly [S in PlacedSplit]?: string | undefined };

const isPlaced = (name: string): name is PlacedSplit => (placedSplits as readonly string[]).includes(name);

/**
 * The places that `--data PATH`, or `--data test=PATH` once for each split, names.
 *
 * @throws ConfigError if a split is named twice, or some are named and one is not
 */
export function dataPlaces(texts: readonly string[]): DataPlaces | undefined {
  const named = texts.map((text): readonly [PlacedSplit | undefined, string] => {
    const at = text.indexOf('=');
    const [name, path] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
    const split = name === 'val' || name === 'valid' ? 'validation' : name;
    return text.includes('=') && isPlaced(split) ? [split, path] : [undefined, text];
  });
  const [first] = named;
  if (first === undefined) return undefined;
  if (named.length === 1 && first[0] === undefined) return first[1];
  const places = new Map(named);
  if (places.has(undefined) || places.size < named.length) {
    throw new ConfigError(
      `--data: expected one path, or one for each split, such as --data test=PATH --data validation=PATH, got '${texts.join("', '")}'.`,
    );
  }
  return Object.fromEntries(places) as DataPlaces;
}

/** A configuration of data with its path replaced; those of a data set around another are that one's. */
function moved(data: unknown, places: DataPlaces): unknown {
  if (isRecord(data) && 'source' in data && !('path' in data))
    return { ...data, source: moved(data['source'], places) };
  if (!isRecord(data) || !('path' in data)) {
    throw new ConfigError(`--data: the run's data set has no path, so it cannot be elsewhere. Leave --data out.`);
  }
  if (typeof places === 'string') return { ...data, path: places };
  const { path, split, ...others } = data;
  // One path for all splits is divided by lists or fractions: classes of another place are none of them.
  if (isRecord(path)) return { ...data, path: { ...path, ...places } };
  return { ...others, ...(typeof split === 'string' ? { split } : {}), path: places };
}

/**
 * A configuration whose data lie elsewhere. A split with a place of its own is what lies there: fractions, which divide one place, go.
 *
 * @throws ConfigError if its data have no path
 */
export const placed = (config: unknown, places: DataPlaces): unknown =>
  isRecord(config) ? { ...config, data: moved(config['data'], places) } : config;

/** Splits without a place, of data whose splits lie in places of their own: `innerloop evaluate RUN --data test=PATH` may give one later. */
export function unplacedSplits(config: unknown): readonly PlacedSplit[] {
  const data = isRecord(config) ? config['data'] : undefined;
  if (!isRecord(data)) return [];
  if ('source' in data && !('path' in data)) return unplacedSplits({ data: data['source'] });
  const { path } = data;
  return isRecord(path) ? placedSplits.filter((split) => path[split] === undefined) : [];
}
