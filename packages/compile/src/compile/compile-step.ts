import type { Episode, MetaState, MetaStep, ParamTree, Resident, Tensor, Tree } from '@innerloop/core';
import { compileFunction } from './compile-function.js';
import { fallbackTeller } from './options.js';
import type { CompileOptions } from './options.js';
import { resident } from './resident.js';
import { placesOf } from './placed-step.js';

/** A meta-step that runs as compiled code and keeps its state there. */
export interface CompiledStep<State extends MetaState, Y extends Tree> extends MetaStep<State, Y> {
  reside(state: State): Resident<State, Y>;
  /** Forgets what was compiled, and frees the memory of `run`; residents keep their own until they are disposed of. */
  dispose(): void;
}

/**
 * A meta-step as one WebAssembly module: recorded once for each signature (the shapes of state and episode), then planned, emitted and run
 * in a memory of its own. `train({ step: compile(step) })` keeps the state in that memory from iteration to iteration.
 *
 * Equal inputs give equal results, bit for bit; those of the step itself are equal to rounding. NaN and infinity pass as they do there. An
 * episode of other shapes compiles once more and goes on with the state. Where the step runs a kernel that compiled code does not have,
 * that signature runs eagerly, and `onFallback` is told why.
 *
 * @throws CompileError, when run, if the step is not pure: it reads a value, or changes from one recording to the next
 */
export function compile<State extends MetaState, Y extends Tree = Tensor>(
  step: MetaStep<State, Y>,
  options: CompileOptions = {},
): CompiledStep<State, Y> {
  const shared = { ...options, onFallback: fallbackTeller(options) };
  type Given = { readonly state: State; readonly episode: Episode<Y> };
  const run = compileFunction<Given, { readonly state: State; readonly metrics: ParamTree }>(
    ({ state, episode }, key) => step.run(state, episode, key),
    shared,
  );
  const places = placesOf(step, shared);
  return {
    name: step.name,
    ...(step.recurs === undefined ? {} : { recurs: step.recurs }),
    init: (seed) => step.init(seed),
    run: (state, episode, key) => run({ state, episode }, { key }),
    reside: (state) => resident(step, state, places),
    dispose() {
      run.dispose();
      places.clear();
    },
  };
}
