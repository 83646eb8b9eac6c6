/* Printed for Nx, whose cache keeps what tests gave: those that skip themselves run again once what they need is there. */
import { existsSync } from 'node:fs';

const at = (path) => existsSync(new URL(`../../${path}`, import.meta.url));
console.log(['../shared/data', 'node_modules/@tensorflow/tfjs-node'].map(at).join());
