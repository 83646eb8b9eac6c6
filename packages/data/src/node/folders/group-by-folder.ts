import type { ClassOfFiles } from '../images/read-classes.js';

/** Pictures that are read. */
export const isPicture = (name: string): boolean => /\.(png|jpe?g)$/i.test(name);

/**
 * Files by the folder that they lie in: one class each, in alphabetical order.
 *
 * A class is named by its path below the folder that all classes share: `train/cat/1.png` and `train/dog/1.png` give `cat` and `dog`, and
 * Omniglot's archive gives `Hebrew/character01`. Pictures outside any folder belong to no class.
 */
export function groupByFolder(names: readonly string[], tree = 0): readonly ClassOfFiles[] {
  const folders = new Map<string, { tree: number; name: string }[]>();
  for (const name of names.filter(isPicture).sort()) {
    const folder = folderOf(name);
    if (folder === '') continue;
    const known = folders.get(folder);
    if (known === undefined) folders.set(folder, [{ tree, name }]);
    else known.push({ tree, name });
  }
  const shared = sharedFolder([...folders.keys()].map(folderOf));
  return [...folders].map(([folder, files]) => ({ name: folder.slice(shared === '' ? 0 : shared.length + 1), files }));
}

const folderOf = (name: string): string => name.split('/').slice(0, -1).join('/');

/** The deepest folder that all are in. */
function sharedFolder(folders: readonly string[]): string {
  const [first = '', ...rest] = folders.map((folder) => folder.split('/'));
  const parts = Array.from(first);
  const same = parts.findIndex((part, depth) => rest.some((other) => other[depth] !== part));
  return parts.slice(0, same < 0 ? parts.length : same).join('/');
}
