import { CompileError } from '@innerloop/core';
import type { Episode, MetaState, MetaStep, ParamTree, Tree } from '@innerloop/core';
import type { Node } from '../graph/node.js';
import { UnknownKernelError } from '../record/errors.js';
import type { RecordedDraw } from '../record/recording.js';
import { blueprintOf } from '../runtime/blueprint.js';
import type { Blueprint, Feedback } from '../runtime/blueprint.js';
import type { Form } from '../trees/form.js';
import type { CompileOptions } from './options.js';
import { signatureCache } from './signature-cache.js';
import { trace } from './trace.js';
import type { Traced } from './trace.js';

type Given = { readonly state: MetaState; readonly episode: Episode<Tree> };
type Value = { readonly state: MetaState; readonly metrics: ParamTree };

/** A meta-step, compiled for one signature, whose state stays in its inputs. */
export interface PlacedStep {
  readonly blueprint: Blueprint;
  readonly recording: Traced['recording'];
  /** Inputs: the state's leaves, the episode's, the draws. */
  readonly stateLeaves: number;
  readonly episodeLeaves: number;
  readonly inputs: readonly Node[];
  readonly draws: readonly RecordedDraw[];
  /** The state after a step: its form, and the input that holds each leaf. The order of names may be another than before it. */
  readonly next: { readonly form: Form; readonly places: readonly number[]; readonly sameOrder: boolean };
  /** The metrics by name, each with its output. */
  readonly metrics: readonly (readonly [name: string, output: number])[];
}

const below = (path: string, part: string): boolean => path.startsWith(`${part}/`);

/** Where each leaf of the new state goes: the input of the same name. */
function placesFor({ paths, recording }: Traced): number[] {
  const states = paths.args.filter((path) => below(path, 'state'));
  const places = paths.value.filter((path) => below(path, 'state')).map((path) => states.indexOf(path));
  const kept = places.length === states.length && new Set(places).size === places.length && !places.includes(-1);
  const fits = (input: number, leaf: number): boolean => {
    const [before, after] = [recording.inputs[input] as Node, recording.outputs[leaf] as Node];
    return before.dtype === after.dtype && before.shape.join() === after.shape.join();
  };
  if (kept && places.every(fits)) return places;
  const wrong = places.findIndex((input, leaf) => input < 0 || !fits(input, leaf));
  const path = wrong < 0 ? states.find((_, at) => !places.includes(at)) : paths.value[wrong];
  throw new CompileError(
    `compile: the state that the step returns is another than the one it was given: see '${path ?? 'state'}'. A state keeps its names, shapes and types.`,
  );
}

/**
 * Compiles a step for the signature of these arguments.
 *
 * @throws CompileError if the step is not pure, or its state changes its form
 * @throws UnknownKernelError if it runs a kernel that compiled code does not have
 */
export function placeStep(step: MetaStep<MetaState, Tree>, given: Given, options: CompileOptions): PlacedStep {
  // The state first, in arguments and value: its leaves have the same numbers in both, but for the order of names.
  const traced = trace<Given, Value>(
    ({ state, episode }, key) => {
      const { state: next, metrics } = step.run(state, episode, key);
      return { state: next, metrics };
    },
    given,
    () => false,
  );
  const { recording, paths, form } = traced;
  const places = placesFor(traced);
  // A leaf that the step hands on as it is needs no copy.
  const moved = places.flatMap((input, leaf) => (recording.outputs[leaf] === recording.inputs[input] ? [] : [leaf]));
  const names = paths.value.slice(places.length).map((path) => path.slice('metrics/'.length));
  const outputs = [...moved, ...names.keys()].map(
    (at, i) => recording.outputs[i < moved.length ? at : places.length + at] as Node,
  );
  const feedback = moved.map((leaf, output): Feedback => ({ output, input: places[leaf] as number }));
  const { graph, inputs, draws } = recording;
  const [stateLeaves, episodeLeaves] = [places.length, paths.args.length - places.length];
  const perTask = inputs.map((_, at) =>
    at < paths.args.length ? at >= stateLeaves : draws[at - paths.args.length]?.tasks !== undefined,
  );
  return {
    blueprint: blueprintOf({ graph, inputs, outputs, feedback, perTask }, options),
    recording,
    stateLeaves,
    episodeLeaves,
    inputs,
    draws,
    next: {
      form: (form as { readonly state: Form }).state,
      places,
      sameOrder: places.every((input, leaf) => input === leaf),
    },
    metrics: names.map((name, at) => [name, moved.length + at] as const),
  };
}

/** What was compiled of a step, by signature. */
export interface Places {
  /** The step for these arguments; undefined where it has to run eagerly. */
  at(signature: string, given: Given): PlacedStep | undefined;
  clear(): void;
}

export function placesOf<State extends MetaState, Y extends Tree>(
  step: MetaStep<State, Y>,
  options: CompileOptions & { readonly onFallback: (reason: string) => void },
): Places {
  const cache = signatureCache<PlacedStep | 'eager'>(options.signatures ?? 16, () => undefined);
  const make = (given: Given): PlacedStep | 'eager' => {
    try {
      return placeStep(step, given, options);
    } catch (error) {
      if (!(error instanceof UnknownKernelError)) throw error;
      options.onFallback(error.message);
      return 'eager';
    }
  };
  return {
    at(signature, given) {
      const found = cache.get(signature, () => make(given));
      return found === 'eager' ? undefined : found;
    },
    clear: () => cache.clear(),
  };
}
