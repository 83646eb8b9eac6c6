import { InvalidDataError } from '@innerloop/core';
import { some } from '../../splits/class-split.js';
import type { ClassOfFiles } from '../images/read-classes.js';

/**
 * The listed classes among those that there are, by name or, where only one ends so, by the last part of it.
 *
 * @throws InvalidDataError that names listed classes without images
 */
export function findClasses(
  where: string,
  listed: readonly string[],
  there: readonly ClassOfFiles[],
): readonly ClassOfFiles[] {
  const byName = new Map(there.map((each) => [each.name, each]));
  const byEnd = new Map<string, ClassOfFiles | undefined>();
  for (const each of there) {
    const end = each.name.split('/').at(-1) as string;
    byEnd.set(end, byEnd.has(end) ? undefined : each);
  }
  const found = listed.map((name) => ({ name, files: (byName.get(name) ?? byEnd.get(name))?.files ?? [] }));
  const missing = found.filter(({ files }) => files.length === 0).map(({ name }) => name);
  if (missing.length === 0) return found;
  throw new InvalidDataError(
    `${where}: ${missing.length} of ${listed.length} listed classes have no images: ${some(missing)}. ` +
      `There are: ${there.length === 0 ? 'none' : some(there.map(({ name }) => name))}. (Classes in deeper folders: option levels.)`,
  );
}
