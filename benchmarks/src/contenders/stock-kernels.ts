/**
 * Stock TensorFlow.js kernels under our layers and gradients: the baseline where stock TensorFlow.js cannot do the step by itself,
 * since its wasm backend has no gradient of a convolution by its filter.
 */
import { useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-wasm';
import { eagerSession, ourVersions } from '../ours/eager.js';
import { serve } from '../protocol/serve.js';

serve(async (workload, numbers) => {
  await useBackend('wasm');
  return { threads: 1, versions: ourVersions(), ...eagerSession(workload, numbers) };
});
