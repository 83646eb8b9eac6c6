import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, project } from './paths.js';
import { run, SetupFailure } from './run.js';

const requirements = join(project, 'requirements.txt');
const unpack = join(project, 'unpack.py');

/** `tensorflow-cpu==2.13.1`, as the requirements pin it. */
function pinned(): string {
  const [found] = /^tensorflow-cpu==\S+/m.exec(readFileSync(requirements, 'utf8')) ?? [];
  if (found === undefined) throw new SetupFailure(`${requirements} names no tensorflow-cpu.`);
  return found;
}

/** A folder for each wheel and each choice of its files, so that an older one is never taken for it. */
function folderName(): string {
  const chosen = createHash('sha256').update(readFileSync(requirements)).update(readFileSync(unpack)).digest('hex');
  return `${pinned().replace('==', '-')}-${chosen.slice(0, 8)}`;
}

/** The Python version only picks the wheel's file name: nothing of Python in it is used. */
const wheel = ['--python-version', '3.11', '--implementation', 'cp', '--platform', 'manylinux2014_x86_64'];

function download(into: string): string {
  const flags = ['--quiet', '--no-cache-dir', '--no-deps', '--only-binary=:all:', '--require-hashes'];
  run(['python3', '-m', 'pip', 'download', ...flags, ...wheel, '--dest', into, '--requirement', requirements], {
    otherwise:
      'The wheel of TensorFlow (190 MB) could not be had from PyPI: it is not reachable, or python3 has no pip.',
  });
  const [name] = readdirSync(into).filter((file) => file.endsWith('.whl'));
  if (name === undefined) throw new SetupFailure('pip ended well but left no wheel.');
  return join(into, name);
}

/**
 * libtensorflow and its C headers, out of the wheel, in the cache of this machine: about 540 MB, once.
 *
 * @returns its folder, with `lib` and `include`
 */
export function library(): string {
  const folder = join(cache, folderName());
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, 'unpacking-'));
  try {
    const unpacked = join(temporary, 'unpacked');
    run(['python3', unpack, download(temporary), unpacked], {
      otherwise: 'The wheel of TensorFlow could not be unpacked: is the disk full?',
    });
    // Renamed when whole, so that what an interrupted run leaves is never taken for it.
    renameSync(unpacked, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}
