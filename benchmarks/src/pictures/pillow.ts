import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The form of pictures as Pillow is asked for it; the names are ours. */
export interface Form {
  readonly channels: 1 | 3;
  readonly fit: 'fill' | 'cover' | 'contain';
  readonly resample: 'nearest' | 'box' | 'bilinear' | 'bicubic' | 'lanczos';
  readonly size: readonly [height: number, width: number];
}

const peers = fileURLToPath(new URL('../../peers', import.meta.url));

/** A Python that has Pillow: that of `npm run benchmark:setup`, or the one that `PYTHON` or the path leads to; undefined if none has it. */
export function pythonWithPillow(): string | undefined {
  const installed = process.env['INNERLOOP_PEERS'] ?? join(homedir(), '.cache', 'innerloop-peers');
  const candidates = [process.env['PYTHON'], join(installed, 'bin', 'python'), 'python3'];
  return candidates.find(
    (python) =>
      python !== undefined &&
      (!python.includes('/') || existsSync(python)) &&
      spawnSync(python, ['-c', 'import PIL']).status === 0,
  );
}

/** Where one of the Python programs beside us is. */
export const peerProgram = (name: string): string => join(peers, name);

export interface PillowPictures {
  readonly version: string;
  /** For each form, for each file of the folder in alphabetical order, its bytes. */
  readonly pictures: readonly (readonly Uint8Array[])[];
}

/** What Pillow makes of the files of a folder, in each of some forms. */
export function pillowPictures(python: string, folder: string, forms: readonly Form[]): PillowPictures {
  const { stdout, stderr, status } = spawnSync(python, [peerProgram('pillow_pictures.py')], {
    input: JSON.stringify({ folder, forms }),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`pillow_pictures.py failed:\n${stderr}`);
  const [head, ...lines] = stdout.trim().split('\n');
  const { version } = JSON.parse(head as string) as { version: string };
  const pictures = lines.map((line) => (JSON.parse(line) as string[]).map((text) => Buffer.from(text, 'base64')));
  return { version, pictures };
}
