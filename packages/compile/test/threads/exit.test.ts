import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const script = new URL('exit-script.ts', import.meta.url).pathname;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'innerloop-threads-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function bundled(name: string, options: BuildOptions): Promise<string> {
  const outfile = join(folder, name);
  await build({
    entryPoints: [script],
    outfile,
    bundle: true,
    platform: 'node',
    conditions: ['@innerloop/source'],
    ...options,
  });
  return outfile;
}

/** Fails where the process does not come to its end by itself. */
const ends = (...args: readonly string[]): Promise<unknown> => run(process.execPath, args, { timeout: 50_000 });

describe('a process with a threaded program', { timeout: 120_000 }, () => {
  it('ends from source, disposed of or not', async () => {
    const fromSource = ['--conditions=@innerloop/source', '--import', 'tsx', script];
    await expect(ends(...fromSource)).resolves.toEqual({ stdout: '', stderr: '' });
    await expect(ends(...fromSource, 'dispose')).resolves.toEqual({ stdout: '', stderr: '' });
  });

  it('runs from one minified file, as ESM and as CommonJS', async () => {
    const module = await bundled('one.mjs', { format: 'esm', minify: true, keepNames: true });
    const common = await bundled('one.cjs', { format: 'cjs', minify: true });
    await expect(ends(module)).resolves.toEqual({ stdout: '', stderr: '' });
    await expect(ends(common, 'dispose')).resolves.toEqual({ stdout: '', stderr: '' });
  });
});
