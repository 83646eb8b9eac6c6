import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PictureExamples } from '../images/picture-examples.js';

/*
 * A cache file: one line with the format and the digest of all that follows, one line of JSON (key, shape, classes, files), then the bytes
 * of all images. One file, not two, so that renaming it puts index and images in place at the same moment.
 */
const FORMAT = 'innerloop-images-2';
const NEWLINE = 10;

const Head = z.object({
  key: z.string(),
  name: z.string(),
  shape: z.array(z.number().int().positive()),
  classes: z.array(z.object({ name: z.string(), rows: z.array(z.number().int().nonnegative()) })),
  files: z.array(z.string()),
  skipped: z.array(z.string()),
});

/** The bytes of a cache file for examples that were made under a key. */
export function encodeExamples(key: string, examples: PictureExamples): Uint8Array {
  const { name, shape, classes, files, skipped, values } = examples;
  const head = Buffer.from(`${JSON.stringify({ key, name, shape, classes, files, skipped })}\n`);
  return Buffer.concat([Buffer.from(`${FORMAT} ${digestOf(head, values)}\n`), head, values]);
}

/** The examples of a cache file, or nothing if it is of another format or key, truncated or damaged. */
export function decodeExamples(key: string, file: Uint8Array): PictureExamples | undefined {
  const [first, body] = splitLine(file);
  if (first !== `${FORMAT} ${digestOf(body)}`) return undefined;
  const [line, values] = splitLine(body);
  const { key: made, ...examples } = Head.parse(JSON.parse(line));
  return made === key ? { ...examples, values: asBytes(values) } : undefined;
}

/** The same memory, no longer a Buffer, whose slices would be views. */
const asBytes = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function digestOf(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function splitLine(bytes: Uint8Array): readonly [line: string, rest: Uint8Array] {
  const end = bytes.indexOf(NEWLINE);
  return end < 0 ? ['', bytes] : [Buffer.from(bytes.subarray(0, end)).toString('utf8'), bytes.subarray(end + 1)];
}
