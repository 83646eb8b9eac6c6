/** innerloop, eager, on its WebAssembly engine. */
import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { eagerSession, ourVersions } from '../ours/eager.js';
import { serve } from '../protocol/serve.js';

serve(async (workload, numbers) => {
  const { message } = await useBackend(wasm());
  if (message !== undefined) throw new Error(message);
  return { threads: 1, versions: ourVersions(), ...eagerSession(workload, numbers) };
});
