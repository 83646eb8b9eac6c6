import { build } from 'esbuild';
import type { BuildFailure, Metafile } from 'esbuild';
import { isBuiltin } from 'node:module';
import type { Check } from './check.js';
import { CheckFailure, expectNone } from './check.js';
import { root } from './command.js';
import type { Package } from './packages.js';
import { entriesOf, publishedPackages, specifierOf } from './packages.js';

/** The test runner is a peer of the testkit, and brings a browser mode of its own. */
const external = ['vitest'];

/** Entries for Node: what reads files, and what a bundler loads. */
const ofNode = ['./node', './vite'];

/** esbuild resolves for a browser: a Node module that no `browser` field replaces is an error there. */
async function bundle(specifiers: readonly string[]): Promise<Metafile> {
  const contents = specifiers.map((name, i) => `export * as entry${i} from '${name}';`).join('\n');
  try {
    const { metafile } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      logLevel: 'silent',
      external,
    });
    return metafile;
  } catch (error) {
    const { errors } = error as BuildFailure;
    throw new CheckFailure(errors.map(({ text, location }) => `${location?.file ?? ''}: ${text}`).join('\n'));
  }
}

async function expectNoNode(at: Package): Promise<void> {
  const entries = entriesOf(at).filter((entry) => !ofNode.includes(entry));
  const { outputs } = await bundle(entries.map((entry) => specifierOf(at, entry)));
  const imports = Object.values(outputs).flatMap((output) => output.imports.map(({ path }) => path));
  // An import inside a try is left in the bundle instead of failing it.
  expectNone(imports.filter((path) => isBuiltin(path)).map((path) => `${path} is imported in the browser`));
}

/** Every library entry but those for Node bundles for a browser: no Node module is reached from it. The cli is no library. */
export const browserBundles = (): readonly Check[] =>
  publishedPackages()
    .filter(({ folder }) => folder !== 'cli')
    .map((at) => ({ name: `browser bundle: ${at.manifest.name}`, run: () => expectNoNode(at) }));
