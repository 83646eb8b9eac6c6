import { basename } from 'node:path';
import type { Split } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import type { FileTree } from '../files/file-tree.js';
import { isPicture } from '../images/formats.js';
import type { ClassOfFiles } from '../images/read-classes.js';
import type { ClassLayout } from './folder-layout.js';
import type { BySplit } from './folder-split.js';
import { sourceOf } from './folder-split.js';
import type { FoundPictures, PicturePlaces } from './picture-files.js';
import { filesAt, pathOf } from './picture-files.js';
import type { TableRow } from './picture-table.js';
import { fileFinder, missingFiles, readPictureTable } from './picture-table.js';
import { countsOf } from './skipped-files.js';
import type { FolderSplitName } from './split-names.js';
import { folderSplitNames } from './split-names.js';

type Found = ((count: number) => void) | undefined;

/** Pictures by the classes that a table, or one for each split, names. */
export async function tableLayout(
  where: string,
  places: PicturePlaces,
  wanted: Split,
  found: Found,
): Promise<FoundPictures> {
  const tables = await readTables(where, places, sourceOf(wanted));
  const split = tables.find(({ rows }) => rows.some((row) => row.split !== undefined)) !== undefined;
  const forest = new Forest(found);
  const classes: Record<string, ClassOfFiles[]> = {};
  const told: string[] = [];
  for (const { path, rows, of } of tables) {
    for (const name of of !== undefined ? [of] : split ? folderSplitNames : [undefined]) {
      const own = name === undefined || of !== undefined ? rows : rows.filter((row) => row.split === name);
      if (own.length === 0) continue;
      const place = pathOf(places.path, name ?? sourceOf(wanted));
      const files = await forest.at(place).catch((cause: unknown) => {
        if (name === undefined || name === sourceOf(wanted)) throw cause;
        return undefined; // told when that split is opened
      });
      const made = byLabel(where, path, own, files, places.damaged ?? 'refuse');
      classes[name ?? 'all'] = made.classes;
      if (made.told !== undefined && (name === undefined || name === sourceOf(wanted))) told.push(made.told);
    }
  }
  const layout: ClassLayout =
    'all' in classes ? { kind: 'together', classes: classes['all'] ?? [] } : { kind: 'apart', classes };
  return { trees: forest.trees, layout, told };
}

interface Table {
  readonly path: string;
  readonly rows: readonly TableRow[];
  /** The split that it is given for. */
  readonly of: FolderSplitName | undefined;
}

async function readTables(
  where: string,
  { table, columns }: PicturePlaces,
  wanted: FolderSplitName,
): Promise<readonly Table[]> {
  if (typeof table === 'string')
    return [{ path: table, rows: await readPictureTable(where, table, columns), of: undefined }];
  const given: BySplit<string> = table ?? {};
  const tables: Table[] = [];
  for (const name of folderSplitNames) {
    const path = given[name];
    if (path === undefined) continue;
    const reading = readPictureTable(where, path, columns);
    const rows = name === wanted ? await reading : await reading.catch(() => []);
    tables.push({ path, rows, of: name });
  }
  return tables;
}

/** The trees that tables' files lie in, each listed once. */
class Forest {
  readonly trees: FileTree[] = [];
  readonly #known = new Map<string, Promise<TreeFiles>>();
  readonly #found: Found;

  constructor(found: Found) {
    this.#found = found;
  }

  at(path: string): Promise<TreeFiles> {
    const known = this.#known.get(path) ?? this.#list(path);
    this.#known.set(path, known);
    return known;
  }

  async #list(path: string): Promise<TreeFiles> {
    const { tree, names } = await filesAt(path, this.#found);
    const pictures = names.filter(isPicture);
    this.trees.push(tree);
    const find = fileFinder(pictures, basename(path).replace(/\.zip$/i, ''));
    return { tree: this.trees.length - 1, pictures, names, find };
  }
}

interface TreeFiles {
  readonly tree: number;
  readonly pictures: readonly string[];
  readonly names: readonly string[];
  find(name: string): string | undefined;
}

/** Rows as classes, in order of their first rows; without files where these could not be listed. */
function byLabel(
  where: string,
  path: string,
  rows: readonly TableRow[],
  files: TreeFiles | undefined,
  damaged: 'refuse' | 'skip',
): { readonly classes: ClassOfFiles[]; readonly told: string | undefined } {
  const labels = new Map<string, { tree: number; name: string }[]>();
  const labelOf = new Map<string, string>();
  const missing: string[] = [];
  for (const { file, label } of rows) {
    const name = files === undefined ? file : files.find(file);
    if (name === undefined) {
      missing.push(file);
      continue;
    }
    const before = labelOf.get(name);
    if (before !== undefined && before !== label)
      throw new InvalidDataError(
        `${where}: the table '${path}' gives '${file}' two classes, '${before}' and '${label}'.`,
      );
    if (before !== undefined) continue;
    labelOf.set(name, label);
    const known = labels.get(label);
    const entry = { tree: files?.tree ?? 0, name };
    if (known === undefined) labels.set(label, [entry]);
    else known.push(entry);
  }
  if (missing.length > 0 && (damaged === 'refuse' || labelOf.size === 0))
    throw missingFiles(where, path, missing, rows.length);
  const classes = [...labels].map(([name, its]) => ({ name, files: its }));
  return { classes, told: tellRows(where, path, missing, rows.length, files, labelOf) };
}

function tellRows(
  where: string,
  path: string,
  missing: readonly string[],
  rows: number,
  files: TreeFiles | undefined,
  used: ReadonlyMap<string, string>,
): string | undefined {
  const unused = (files?.names ?? []).filter((name) => !used.has(name));
  const parts = [
    ...(missing.length > 0 ? [`${missing.length} of its ${rows} files are not there and were left out`] : []),
    ...(unused.length > 0 ? [`it does not name ${unused.length} files that are there: ${countsOf(unused)}`] : []),
  ];
  return parts.length === 0 ? undefined : `${where}: the table '${path}': ${parts.join('; ')}.`;
}
