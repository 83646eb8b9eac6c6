import type { ExampleClass } from '../../examples/classified-examples.js';
import type { StoredExamples } from '../../examples/stored-examples.js';
import { memoryOf } from './decode-time.js';
import { decodePictures } from './decode-pictures.js';
import { pictureLength } from './picture-form.js';
import type { PictureClasses } from './read-classes.js';
import { openAll, pictureFile } from './read-classes.js';
import { recent } from './recent.js';

/**
 * Pictures that are decoded when they are asked for, those of one request side by side. The last ones asked for are kept, up to `memory`.
 *
 * A damaged file is told when it is drawn, as an InvalidDataError that names it.
 */
export function pictureStore(set: PictureClasses): StoredExamples {
  const { name, trees, classes, form, where } = set;
  const { height, width, channels } = form;
  const files = classes.flatMap((each) => each.files);
  const length = pictureLength(form);
  const kept = recent<Uint8Array>(Math.floor(memoryOf(where, set) / length));
  const decode = async (rows: readonly number[]): Promise<readonly Uint8Array[]> => {
    const { values } = await openAll(trees, (opened) =>
      decodePictures(
        rows.map((row) => pictureFile(files[row] as (typeof files)[number], trees, opened)),
        { where, form },
      ),
    );
    return rows.map((row, place) => {
      const picture = values.slice(place * length, (place + 1) * length);
      kept.set(row, picture);
      return picture;
    });
  };
  return {
    name,
    shape: [height, width, channels],
    classes: numbered(classes),
    files: files.map((file) => file.name),
    read: async (rows) => {
      const block = new Uint8Array(rows.length * length);
      const missing: number[] = [];
      rows.forEach((row, place) => {
        const known = kept.get(row);
        if (known === undefined) missing.push(place);
        else block.set(known, place * length);
      });
      const decoded = missing.length > 0 ? await decode(missing.map((place) => rows[place] as number)) : [];
      decoded.forEach((picture, index) => block.set(picture, (missing[index] as number) * length));
      return block;
    },
  };
}

function numbered(classes: PictureClasses['classes']): readonly ExampleClass[] {
  let first = 0;
  return classes.map(({ name, files }) => {
    const from = first;
    first += files.length;
    return { name, rows: files.map((_, index) => from + index) };
  });
}
