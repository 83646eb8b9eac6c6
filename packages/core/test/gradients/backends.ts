import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { registerGradients } from '../../src/gradients/register.js';
import { registerPrimitives } from '../../src/primitives/register.js';

const wasmModule = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
setWasmPaths(join(dirname(wasmModule), '/'));

/** The backends that gradients are tested on: name, and what starts it. */
const backends: readonly (readonly [string, () => Promise<string>])[] = [
  ['cpu', () => start('cpu')],
  ['wasm', () => start('wasm')],
];

async function start(name: string): Promise<string> {
  if (!(await tf.setBackend(name)) || tf.getBackend() !== name) throw new Error(`backends: '${name}' does not start`);
  registerPrimitives(name);
  registerGradients();
  return name;
}

/** A suite that runs on every backend; `beforeAll` is the suite's. */
export function onEveryBackend(suite: (start: () => Promise<string>) => void): void {
  describe.each(backends)('on %s', (_name, start) => suite(start));
}
