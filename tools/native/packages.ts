import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packages, project, root } from './paths.js';
import { run, SetupFailure } from './run.js';

/** Those that the repository has too. One engine wants one copy, so that of the repository is found instead, further up. */
const shared = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'];

const versionIn = (folder: string, name: string): string =>
  (JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { readonly version: string }).version;

function leaveToRepository(name: string): void {
  const theirs = join(root, 'node_modules');
  if (!existsSync(join(theirs, name))) throw new SetupFailure(`The repository lacks ${name}: run npm install first.`);
  const [ours, wanted] = [versionIn(packages, name), versionIn(theirs, name)];
  if (ours !== wanted) {
    throw new SetupFailure(
      `tools/native has ${name} ${ours} and the repository ${wanted}: pin the same in tools/native/package.json.`,
    );
  }
  rmSync(join(packages, name), { recursive: true });
}

/** tfjs-node's JavaScript and the headers of Node's addons, by the lock file; its install script, which downloads, is not run. */
export function installPackages(): void {
  run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: project,
    otherwise: "tfjs-node's packages could not be had from the npm registry.",
  });
  shared.forEach(leaveToRepository);
}
