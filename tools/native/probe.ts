import { join } from 'node:path';
import { root } from './paths.js';
import { run } from './run.js';

const program = `
const tf = require('@tensorflow/tfjs-core');
const native = require('@tensorflow/tfjs-node');
const product = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).arraySync().flat().join();
if (tf.getBackend() !== 'tensorflow' || product !== '19,22,43,50') throw new Error(tf.getBackend() + ' gives ' + product);
console.log('tfjs-node ' + native.version['tfjs-node'] + ' on libtensorflow ' + tf.backend().binding.TF_Version);
`;

/** Multiplies two matrices natively, as \`@innerloop/backend-node\` would; says which versions did. */
export function probe(): string {
  return run([process.execPath, '-e', program], {
    cwd: join(root, 'packages/backend-node'),
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    otherwise: 'tfjs-node does not run.',
  }).trim();
}
