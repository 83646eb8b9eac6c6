import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where decoded images are kept: a folder, or false to decode them each time. Absent means the usual place. */
export type CacheOption = string | false | undefined;

/**
 * The usual place of caches: `node_modules/.cache/innerloop` of the project around the working directory, where tools keep what
 * can be made again, or `.cache/innerloop` in the working directory where there is no project. Never beside the data, which may be read-only.
 */
export function cacheFolder(option: CacheOption): string | undefined {
  if (option === false) return undefined;
  return option ?? usualFolder(process.cwd());
}

function usualFolder(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return join(folder, 'node_modules', '.cache', 'innerloop');
    if (dirname(folder) === folder) return join(from, '.cache', 'innerloop');
  }
}
