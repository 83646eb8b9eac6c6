import { execFileSync, spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const git = (...args: readonly string[]): readonly string[] =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);

/** Files that differ from a commit, new ones included. */
const changedSince = (base: string): readonly string[] => [
  ...git('diff', '--name-only', base),
  ...git('ls-files', '--others', '--exclude-standard'),
];

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

function run(line: readonly string[]): boolean {
  console.log(`> ${line.join(' ')}`);
  return spawnSync('npx', line, { cwd: root, stdio: 'inherit' }).status === 0;
}

/**
 * `npm run test:changed [-- COMMIT]`: tests of the packages in which files differ from COMMIT (HEAD unless named), by Nx and its
 * cache, and the rows of the matrix that are named for a changed source: those with `adam` for `src/rules/adam.ts`.
 */
function main([base = 'HEAD']: readonly string[]): boolean {
  const files = changedSince(base).filter((file) => /^packages\/[^/]+\/.*\.(ts|json)$/.test(file));
  const packages = distinct(files.map((file) => `@innerloop/${file.split('/')[1] ?? ''}`));
  const rows = distinct(files.filter((file) => file.includes('/src/')).map((file) => basename(file, '.ts')));
  if (packages.length === 0) console.log(`Nothing in packages/ differs from ${base}.`);
  const green = packages.length === 0 || run(['nx', 'run-many', '-t', 'test', '-p', packages.join()]);
  const named =
    rows.length === 0 || run(['vitest', 'run', '--project=matrix', '-t', `(^|[^a-z-])(${rows.join('|')})([^a-z-]|$)`]);
  return green && named;
}

process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
