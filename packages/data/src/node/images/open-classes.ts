import { createHash } from 'node:crypto';
import type { ExampleSet } from '../../examples/stored-examples.js';
import { decodesAhead } from './decode-time.js';
import { pictureLength } from './picture-form.js';
import { pictureStore } from './picture-store.js';
import type { ClassOfFiles, PictureClasses } from './read-classes.js';
import { decodedAhead } from './read-classes.js';

/** The pictures of some classes: decoded, or as a store that decodes them when they are asked for, as `decode` says. */
export async function openClasses(set: PictureClasses): Promise<ExampleSet> {
  const { trees, classes, form } = set;
  const count = classes.reduce((sum, { files }) => sum + files.length, 0);
  if (!decodesAhead(set, count, pictureLength(form))) return pictureStore(set);
  const names = trees.map((_, number) => classes.flatMap(({ files }) => namesIn(files, number)));
  const stamps = await Promise.all(trees.map((tree, number) => tree.stamp(names[number] as readonly string[])));
  return decodedAhead(set, { stamps, classes: digestOf(classes) }, () => Promise.resolve(classes));
}

const namesIn = (files: ClassOfFiles['files'], number: number): readonly string[] =>
  files.filter(({ tree }) => tree === number).map(({ name }) => name);

function digestOf(classes: readonly ClassOfFiles[]): string {
  const hash = createHash('sha256');
  for (const { name, files } of classes) {
    hash.update(`${JSON.stringify(name)}\n`);
    for (const file of files) hash.update(`${file.tree} ${JSON.stringify(file.name)}\n`);
  }
  return hash.digest('hex');
}
