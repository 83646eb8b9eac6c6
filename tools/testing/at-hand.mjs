/* Printed for Nx, whose cache keeps what tests gave: those that skip themselves run again once what they need is there. */
import console from 'node:console';
import { existsSync } from 'node:fs';
import { URL } from 'node:url';

const at = (path) => existsSync(new URL(`../../${path}`, import.meta.url));
console.log(['../shared/data', 'node_modules/@tensorflow/tfjs-node'].map(at).join());
