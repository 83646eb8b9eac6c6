import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command, root } from '../command.js';

/** What tests read; the rest of the repository is left where it is. */
const copied = [
  'packages',
  'integration',
  'tools/testing',
  'tools/reporters',
  'package.json',
  '*.config.ts',
  'tsconfig.base.json',
];
const scope = '@innerloop';

async function sources(): Promise<readonly string[]> {
  const listed = await command(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard', ...copied]);
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

/** The installed packages as they are, but for ours, which are those of the copy. */
function linkModules(scratch: string): void {
  const modules = join(scratch, 'node_modules');
  mkdirSync(join(modules, scope), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== scope) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  for (const name of readdirSync(join(scratch, 'packages'))) {
    symlinkSync(join(scratch, 'packages', name), join(modules, scope, name));
    const own = join(root, 'packages', name, 'node_modules');
    if (existsSync(own)) symlinkSync(own, join(scratch, 'packages', name, 'node_modules'));
  }
}

/** Calls `use` with a folder that holds a copy of the working tree's sources and tests, and removes it. */
export async function withScratch<T>(use: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), 'innerloop-mutants-'));
  try {
    for (const file of await sources()) {
      mkdirSync(join(scratch, dirname(file)), { recursive: true });
      cpSync(join(root, file), join(scratch, file));
    }
    linkModules(scratch);
    return await use(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
