import { dense } from '../../layers/dense.js';
import { expectCount } from '../../layers/expect.js';
import { sequential } from '../../layers/sequential.js';
import type { Model } from '../../contracts/model.js';
import { cell } from './cell.js';
import { vectorOperations } from './operations.js';
import type { VectorOperationName } from './operations.js';
import { relaxed } from './relaxed.js';
import type { RelaxedModel, RelaxedOptions } from './relaxed.js';

export interface SearchMlpOptions extends RelaxedOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Units of every node; default 40. */
  readonly units?: number;
  /** Cells one after the other, of one architecture; default 1. */
  readonly cells?: number;
  /** Nodes of a cell; default 2. */
  readonly nodes?: number;
  /** Candidates of an edge; default `relu`, `tanh`, `identity` and `zero`. */
  readonly operations?: readonly VectorOperationName[];
}

/**
 * A fully connected network whose operations are searched for: `[T, N, inputs] → [T, N, outputs]`.
 *
 * A dense layer to `units`, cells of one architecture, a dense head. Leaves: `architecture/cell.0-1`, …, `weights/stem/…`,
 * `weights/cell1/edge0-1/relu/dense/kernel`, …, `weights/head/…`.
 *
 * @throws InvalidOptionError if a size is no positive integer, or there is no operation of a name
 */
export function searchMlp(options: SearchMlpOptions): RelaxedModel {
  const { inputs, outputs, units = 40, cells = 1, nodes = 2, operations = standard, ...rest } = options;
  expectCount('searchMlp', 'cells', cells);
  return relaxed((choose) => {
    const layers: Record<string, Model> = { stem: dense({ inputs, outputs: units }) };
    for (let i = 1; i <= cells; i++) {
      layers[`cell${i}`] = cell({
        choose,
        name: 'cell',
        nodes,
        operations: () => vectorOperations(units, operations),
      });
    }
    return sequential({ ...layers, head: dense({ inputs: units, outputs }) });
  }, rest);
}

const standard: readonly VectorOperationName[] = ['relu', 'tanh', 'identity', 'zero'];
