/** Stock TensorFlow.js wasm, the task axis by `tf.tile`. */
import '@tensorflow/tfjs-backend-wasm';
import { serve } from '../protocol/serve.js';
import { byTile } from '../stock/meta-gradient.js';
import { stockSession } from '../stock/session.js';

serve((workload, numbers) => stockSession(workload, numbers, byTile));
