import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const root: string = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** The private project that npm installs tfjs-node into: no workspace, so `npm ci` of the repository knows nothing of it. */
export const project: string = join(root, 'tools/native');

export const packages: string = join(project, 'node_modules');
export const tfjsNode: string = join(packages, '@tensorflow/tfjs-node');

/** Where libtensorflow lies once a machine. */
export const cache: string = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'innerloop');
