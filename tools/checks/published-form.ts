import { readFile } from 'node:fs/promises';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Check } from './check.js';
import { expectNone } from './check.js';
import { command } from './command.js';
import { tarballOf } from './packed.js';
import type { Package } from './packages.js';
import { declarationsOf, hasCommonJs, publishedPackages } from './packages.js';

async function lintPackage({ manifest }: Package): Promise<void> {
  const tarball = new Uint8Array(await readFile(await tarballOf(manifest.name)));
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: tarball.buffer } });
  expectNone(messages.map((message) => `${message.type}: ${formatMessage(message, pkg) ?? message.code}`));
}

async function resolveTypes(at: Package): Promise<void> {
  // Node 10 knows no subpath exports; every resolution since does.
  const profile = hasCommonJs(at) ? 'node16' : 'esm-only';
  const left = declarationsOf(at).map((entry) => entry.replace('./', ''));
  await command([
    ...['attw', await tarballOf(at.manifest.name), '--profile', profile, '--format', 'ascii', '--no-emoji'],
    ...(left.length === 0 ? [] : ['--exclude-entrypoints', ...left]),
  ]);
}

/** The tarballs are what Node, bundlers and TypeScript expect, in ESM and in CommonJS. */
export const publishedForm = (): readonly Check[] =>
  publishedPackages().flatMap((at) => [
    { name: `publint: ${at.manifest.name}`, run: () => lintPackage(at) },
    { name: `types resolve (attw): ${at.manifest.name}`, run: () => resolveTypes(at) },
  ]);
