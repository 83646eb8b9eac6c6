import { EngineError } from '../errors.js';
import { gradientsReady } from '../gradients/register.js';

/**
 * @param where  the function that needs an engine
 * @throws EngineError if none was started
 */
export function expectEngine(where: string): void {
  if (gradientsReady()) return;
  throw new EngineError(
    `${where}: no engine runs. Begin with \`await useBackend(wasm())\`, where wasm is of @innerloop/backend-wasm and useBackend of @innerloop/core.`,
  );
}
