/** Stock TensorFlow.js wasm, the step written by hand, the task axis by broadcasting: the baseline on fully connected nets. */
import '@tensorflow/tfjs-backend-wasm';
import { serve } from '../protocol/serve.js';
import { byBroadcasting } from '../stock/meta-gradient.js';
import { stockSession } from '../stock/session.js';

serve((workload, numbers) => stockSession(workload, numbers, byBroadcasting));
