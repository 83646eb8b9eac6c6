import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll } from 'vitest';
import { ZipFile } from 'yazl';

/** Files by name. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** A new folder that is removed after the tests of a file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'innerloop-data-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A PNG of one grey value, or of given pixels `[size, size, channels]`. */
export function png(value: number | readonly number[], size = 4): Promise<Uint8Array> {
  const pixels = typeof value === 'number' ? new Uint8Array(size * size).fill(value) : Uint8Array.from(value);
  const channels = (pixels.length / (size * size)) as 1 | 2 | 3 | 4;
  return sharp(pixels, { raw: { width: size, height: size, channels } })
    .png()
    .toBuffer();
}

export async function writeFiles(folder: string, files: Files): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export async function zipOf(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
}

/** A zip with an entry whose name no honest program writes; the name must be as long as `honest`. */
export async function zipWithName(honest: string, name: string): Promise<Buffer> {
  const bytes = await zipOf({ [honest]: Uint8Array.of(1) });
  return Buffer.from(bytes.toString('latin1').replaceAll(honest, name), 'latin1');
}
