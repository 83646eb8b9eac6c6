import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What the plugin looks at in the configuration of a project. */
export interface ViteProject {
  readonly build?: { readonly target?: unknown };
}

/** What the plugin adds to it. */
export interface ViteAdditions {
  readonly server: { readonly fs: { readonly allow: string[] } };
  readonly build?: { readonly target: string };
}

/** As much of a plugin of Vite, 5 or later, as this is. */
export interface VitePlugin {
  readonly name: string;
  config(project: ViteProject): ViteAdditions;
  resolveId(id: string): string | undefined;
  load(id: string): string | undefined;
}

const virtual = 'virtual:innerloop-wasm';
/** With the mark of a module that is no file. */
const resolved = `\0${virtual}`;
/** What our packages are written in. Vite 5 and 6 would aim at older browsers, which have no `await` at the top of a module and no SIMD. */
const target = 'es2022';
const binaries = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

/** The folder of TensorFlow.js' binaries, as the project at this folder has them: by way of this package where it has none itself. */
function binaryFolder(project: string): string {
  const from = createRequire(join(project, 'package.json'));
  try {
    return dirname(from.resolve('@tensorflow/tfjs-backend-wasm'));
  } catch {
    return dirname(createRequire(from.resolve('@innerloop/backend-wasm')).resolve('@tensorflow/tfjs-backend-wasm'));
  }
}

/**
 * A plugin of Vite that serves TensorFlow.js' `.wasm` files in development and puts them beside the scripts of a build. The page gets their
 * addresses from `virtual:innerloop-wasm`:
 *
 * ```ts
 * import { paths } from 'virtual:innerloop-wasm';
 * await useBackend(wasm({ paths }));
 * ```
 *
 * Builds aim at `es2022` unless the project says otherwise: the page may then `await` at the top of its modules.
 *
 * @param project  folder of the project's package.json. Default: the working directory
 */
export function innerloopWasm(project: string = process.cwd()): VitePlugin {
  const folder = binaryFolder(project).replaceAll('\\', '/');
  return {
    name: 'innerloop-wasm',
    config: ({ build }) => ({
      server: { fs: { allow: [project, folder] } },
      ...(build?.target === undefined ? { build: { target } } : {}),
    }),
    resolveId: (id) => (id === virtual ? resolved : undefined),
    load: (id) => {
      if (id !== resolved) return undefined;
      const imports = binaries.map((name, i) => `import file${i} from ${JSON.stringify(`${folder}/${name}?url`)};`);
      const entries = binaries.map((name, i) => `${JSON.stringify(name)}: file${i}`);
      return `${imports.join('\n')}\nexport const paths = { ${entries.join(', ')} };\n`;
    },
  };
}
