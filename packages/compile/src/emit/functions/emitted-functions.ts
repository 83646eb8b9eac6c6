import type { MapFunction } from '../../graph/functions.js';
import { floatFunctions } from './float.js';
import { importedFunctions } from './imports.js';
import { maskFunctions } from './mask.js';
import { casts } from './operand-forms.js';

/** Every function of elements that code is emitted for. */
export const emittedFunctions: readonly MapFunction[] = [
  ...new Set([
    ...(Object.keys({ ...floatFunctions, ...maskFunctions, ...casts, select: true }) as MapFunction[]),
    ...importedFunctions,
  ]),
];
