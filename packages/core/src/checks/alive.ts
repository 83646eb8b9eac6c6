import type { ParamTree } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';

/**
 * Parameters that were lent may be gone: `train` lends those of an iteration until the next one.
 *
 * @throws InvalidDataError that names the first one that was disposed of
 */
export function expectAlive(where: string, params: ParamTree): void {
  const gone = Object.entries(params).find(([, tensor]) => tensor.isDisposed);
  if (gone === undefined) return;
  throw new InvalidDataError(
    `${where}: the parameter '${gone[0]}' has been disposed of. Those of a progress of train are lent until its next iteration: ` +
      'take progress.checkpoint().state.params to keep them.',
  );
}
