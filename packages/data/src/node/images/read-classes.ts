import { join } from 'node:path';
import type { CacheOption } from '../cache/cache-folder.js';
import { cachedExamples } from '../cache/cached-examples.js';
import type { ExampleClass } from '../../examples/classified-examples.js';
import type { FileTree, OpenFiles } from '../files/file-tree.js';
import type { DecodeOptions, PictureFile } from './decode-pictures.js';
import { decodePictures } from './decode-pictures.js';
import type { PictureExamples } from './picture-examples.js';

/** One class as files: which tree each lies in, and its name there. */
export interface ClassOfFiles {
  readonly name: string;
  readonly files: readonly { readonly tree: number; readonly name: string }[];
}

/** Which pictures to read, how, and where from. */
export interface PictureSet extends DecodeOptions {
  /** Data set and split: `omniglot/train`. */
  readonly name: string;
  readonly trees: readonly FileTree[];
  /** What `select` depends on besides the files, as JSON: part of the key of the cache. */
  readonly selection: unknown;
  /** The classes to read, of the files of each tree. */
  select(names: readonly (readonly string[])[]): readonly ClassOfFiles[];
  readonly cache?: CacheOption;
}

/** Reads, decodes and caches the pictures of some classes; only theirs are decoded. */
export async function readClasses(set: PictureSet): Promise<PictureExamples> {
  const { name, where, trees, selection, form, damaged = 'refuse', cache } = set;
  const sources = await Promise.all(trees.map((tree) => tree.fingerprint()));
  const key = JSON.stringify({ sources, selection, form, damaged });
  const examples = await cachedExamples({ name, key, cache }, () =>
    openAll(trees, (files) => decodeClasses(set, files)),
  );
  if (examples.skipped.length > 0) {
    process.emitWarning(
      `${where}: ${examples.skipped.length} damaged images were left out: ${examples.skipped.slice(0, 10).join(', ')}`,
    );
  }
  return examples;
}

/** Opens all trees, and closes them when `use` has finished. */
function openAll<T>(trees: readonly FileTree[], use: (files: readonly OpenFiles[]) => Promise<T>): Promise<T> {
  const [first, ...rest] = trees;
  if (first === undefined) return use([]);
  return first.open((files) => openAll(rest, (others) => use([files, ...others])));
}

async function decodeClasses(set: PictureSet, opened: readonly OpenFiles[]): Promise<PictureExamples> {
  const classes = set.select(opened.map(({ names }) => names));
  const files = classes.flatMap(({ files }) =>
    files.map(({ tree, name }): PictureFile => {
      const [from, at] = [set.trees[tree] as FileTree, opened[tree] as OpenFiles];
      return { name: join(from.path, name), read: () => at.read(name) };
    }),
  );
  const { values, rows, skipped } = await decodePictures(files, set);
  let first = 0;
  const kept = classes.map(({ name, files: its }): ExampleClass => {
    first += its.length;
    return { name, rows: rows.slice(first - its.length, first).filter((row) => row !== undefined) };
  });
  const { height, width, channels } = set.form;
  return { name: set.name, shape: [height, width, channels], values, classes: kept, skipped };
}
