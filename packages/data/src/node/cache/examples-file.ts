import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PictureExamples } from '../images/picture-examples.js';

/*
 * A cache file: one line that names the format, one line of JSON (key, shape, classes, digest), then the bytes of all images.
 * One file, not two, so that renaming it puts index and images in place at the same moment.
 */
const FORMAT = 'innerloop images 1';

const Head = z.object({
  key: z.string(),
  name: z.string(),
  shape: z.array(z.number().int().positive()),
  classes: z.array(z.object({ name: z.string(), rows: z.array(z.number().int().nonnegative()) })),
  skipped: z.array(z.string()),
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
});

/** The bytes of a cache file for examples that were made under a key. */
export function encodeExamples(key: string, { name, shape, classes, skipped, values }: PictureExamples): Uint8Array {
  const sha256 = createHash('sha256').update(values).digest('hex');
  const head: z.infer<typeof Head> = {
    key,
    name,
    shape: [...shape],
    classes: classes.map((each) => ({ name: each.name, rows: [...each.rows] })),
    skipped: [...skipped],
    bytes: values.length,
    sha256,
  };
  return Buffer.concat([Buffer.from(`${FORMAT}\n${JSON.stringify(head)}\n`), values]);
}

/** The examples of a cache file, or nothing if it is of another format or key, truncated or damaged. */
export function decodeExamples(key: string, file: Uint8Array): PictureExamples | undefined {
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const first = text.indexOf(10);
  const second = text.indexOf(10, first + 1);
  if (second < 0 || text.toString('utf8', 0, first) !== FORMAT) return undefined;
  const head = parseHead(text.toString('utf8', first + 1, second));
  const values = file.subarray(second + 1);
  if (head?.key !== key || values.length !== head.bytes) return undefined;
  if (createHash('sha256').update(values).digest('hex') !== head.sha256) return undefined;
  const { name, shape, classes, skipped } = head;
  return { name, shape, classes, skipped, values };
}

function parseHead(line: string): z.infer<typeof Head> | undefined {
  try {
    return Head.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
