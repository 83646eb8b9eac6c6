/** innerloop, eager, on TensorFlow's native library: `native.ts THREADS`. */
import { node } from '@innerloop/backend-node';
import { useBackend } from '@innerloop/core';
import { eagerSession, ourVersions } from '../ours/eager.js';
import { serve } from '../protocol/serve.js';

const threads = Number(process.argv[2] ?? 1);
process.env['TF_CPP_MIN_LOG_LEVEL'] = '3';

serve(async (workload, numbers) => {
  const { message } = await useBackend(node({ threads }));
  const remark = message === undefined ? {} : { remark: message };
  return { threads, versions: ourVersions(), ...remark, ...eagerSession(workload, numbers) };
});
