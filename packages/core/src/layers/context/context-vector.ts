import type { ParamSpec } from '../../contracts/params.js';
import { zeros } from '../../params/initializers.js';
import { fixed } from '../../params/roles.js';

/**
 * A vector that tells a network its task: a `fixed` leaf `[size]` of the name `context` that starts at zero. No outer rule moves it; the
 * inner loop of a learner such as `cavia` does, which knows it by its name and its role.
 */
export const contextVector = (size: number): ParamSpec => fixed({ shape: [size], initialize: zeros });
