import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packages, tfjsNode } from './paths.js';
import { run } from './run.js';

/** Node's stable interface for addons, of this version in all Nodes that we run on; tfjs-node looks the file up by it. */
const interfaceVersion = 8;

/** Compiles tfjs-node's addon, two files of C++, against libtensorflow, whose folder it remembers. */
export function compileAddon(library: string): void {
  const folder = join(tfjsNode, `lib/napi-v${interfaceVersion}`);
  const lib = join(library, 'lib');
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(tfjsNode, 'binding', file));
  const headers = [join(packages, 'node-api-headers/include'), join(library, 'include')].map((path) => `-I${path}`);
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((file) => join(lib, file));
  mkdirSync(folder, { recursive: true });
  run(
    [
      ...['g++', '-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${interfaceVersion}`],
      ...headers,
      ...sources,
      ...libraries,
      ...[`-Wl,-rpath,${lib}`, '-Wl,--strip-all', '-o', join(folder, 'tfjs_binding.node')],
    ],
    { otherwise: "tfjs-node's addon could not be compiled. It needs g++." },
  );
}
