export { compile } from './compile/compile-step.js';
export type { CompiledStep } from './compile/compile-step.js';
export { compileFunction } from './compile/compile-function.js';
export type { CallOptions, CompiledFunction, Static } from './compile/compile-function.js';
export { compileLearner } from './compile/compile-learner.js';
export type { CompileOptions } from './compile/options.js';
