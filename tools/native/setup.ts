/**
 * `npm run setup:native`: the native engine in a clone, from npm and PyPI alone. tfjs-node's JavaScript comes from the npm registry,
 * libtensorflow out of PyPI's wheel tensorflow-cpu, and the addon between them is compiled here. Run again, it does what is missing.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileAddon } from './addon.js';
import { library } from './library.js';
import { installPackages } from './packages.js';
import { packages, project } from './paths.js';
import { putInPlace } from './place.js';
import { probe } from './probe.js';
import { run, SetupFailure } from './run.js';

/** What the last complete setup was made of. */
const stamp = join(packages, '.setup');
const recipe = ['package-lock.json', 'requirements.txt', 'addon.ts', 'packages.ts', 'unpack.py'];

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of recipe) hash.update(readFileSync(join(project, file)));
  return hash.digest('hex');
}

const isComplete = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();

function expectPlatform(): void {
  const { platform, arch } = process;
  if (platform === 'linux' && arch === 'x64') return;
  throw new SetupFailure(
    `This recipe is for x64 Linux with glibc, and this is ${arch} ${platform}: run npm install --no-save @tensorflow/tfjs-node@4.22.0 instead.`,
  );
}

function setUp(): string {
  expectPlatform();
  if (isComplete()) {
    putInPlace();
    try {
      return probe();
    } catch {
      console.log('What was set up before does not run; once more from the start.');
    }
  }
  run(['g++', '--version'], { otherwise: "tfjs-node's addon is compiled here, with g++, which is missing." });
  console.log("1 of 3: tfjs-node's JavaScript from the npm registry");
  installPackages();
  console.log('2 of 3: libtensorflow from PyPI (190 MB, once a machine)');
  const folder = library();
  console.log('3 of 3: the addon, with g++');
  compileAddon(folder);
  putInPlace();
  const versions = probe();
  writeFileSync(stamp, fingerprint());
  return versions;
}

try {
  console.log(setUp());
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
