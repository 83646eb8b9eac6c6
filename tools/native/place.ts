import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root, tfjsNode } from './paths.js';

/** Above every package and in no workspace: `npm install` in the repository, which removes what it does not know, leaves it alone. */
const place = join(root, 'packages/node_modules/@tensorflow/tfjs-node');

/** Puts tfjs-node where `@innerloop/backend-node` finds it. */
export function putInPlace(): void {
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { recursive: true, force: true });
  symlinkSync(relative(dirname(place), tfjsNode), place, 'dir');
}
