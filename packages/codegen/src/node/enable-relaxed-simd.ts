import { setFlagsFromString } from 'node:v8';
import { relaxedSimdSupported } from '../assembler/relaxed.js';

/**
 * Switches relaxed SIMD on where it is behind a flag of V8, as in Node 20, for the whole process: workers as well,
 * running and later ones. Call it before the first module that uses it. Newer versions have it switched on.
 *
 * @returns whether this engine has relaxed SIMD
 */
export function enableRelaxedSimd(): boolean {
  // Versions without the flag print a complaint when it is set.
  if (relaxedSimdSupported()) return true;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return relaxedSimdSupported();
}
