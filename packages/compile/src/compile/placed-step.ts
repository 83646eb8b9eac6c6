import { CompileError } from '@innerloop/core';
import type { Episode, MetaState, MetaStep, ParamTree, Tree } from '@innerloop/core';
import type { Node } from '../graph/node.js';
import { blueprintOf } from '../runtime/blueprint.js';
import type { Blueprint, Feedback, Subject } from '../runtime/blueprint.js';
import { threadedBlueprintOf, threadsFor } from '../threads/threaded-blueprint.js';
import type { Form } from '../trees/form.js';
import { reasonToFallBack } from './fallback.js';
import type { CompileOptions } from './options.js';
import { signatureCache } from './signature-cache.js';
import { trace } from './trace.js';
import type { Traced } from './trace.js';

type Given = { readonly state: MetaState; readonly episode: Episode<Tree> };
type Value = { readonly state: MetaState; readonly metrics: ParamTree };

/** A meta-step, recorded for one signature, whose state is to stay in its inputs. */
export interface TracedStep {
  readonly recording: Traced['recording'];
  /** Inputs: the state's leaves, the episode's, the draws. */
  readonly stateLeaves: number;
  readonly episodeLeaves: number;
  /** The outputs: leaves of the state that move, then the metrics. */
  readonly outputs: readonly Node[];
  readonly feedback: readonly Feedback[];
  /** The state after a step: its form, and the input that holds each leaf. The order of names may be another than before it. */
  readonly next: { readonly form: Form; readonly places: readonly number[]; readonly sameOrder: boolean };
  /** The metrics by name, each with its output. */
  readonly metrics: readonly (readonly [name: string, output: number])[];
}

/** The same, compiled. */
export interface PlacedStep extends TracedStep {
  readonly blueprint: Blueprint;
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
 * Records a step for the signature of these arguments.
 *
 * @throws CompileError if the step is not pure, or its state changes its form
 * @throws UnknownKernelError if it runs a kernel that compiled code does not have
 */
export function traceStep(step: MetaStep<MetaState, Tree>, given: Given): TracedStep {
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
  return {
    recording,
    stateLeaves: places.length,
    episodeLeaves: paths.args.length - places.length,
    outputs: [...moved, ...names.map((_, at) => places.length + at)].map((leaf) => recording.outputs[leaf] as Node),
    feedback: moved.map((leaf, output) => ({ output, input: places[leaf] as number })),
    next: {
      form: (form as { readonly state: Form }).state,
      places,
      sameOrder: places.every((input, leaf) => input === leaf),
    },
    metrics: names.map((name, at) => [name, moved.length + at] as const),
  };
}

/**
 * Compiles a recorded step.
 *
 * @throws UnsupportedError if this machine cannot run it
 */
export function placeStep(traced: TracedStep, options: CompileOptions): PlacedStep {
  const { recording, outputs, feedback, stateLeaves, episodeLeaves } = traced;
  const { graph, inputs, draws } = recording;
  const given = stateLeaves + episodeLeaves;
  const perTask = inputs.map((_, at) => (at < given ? at >= stateLeaves : draws[at - given]?.tasks !== undefined));
  const subject: Subject = { graph, inputs, outputs, feedback, perTask };
  const threads = threadsFor(subject, options.threads ?? 'auto');
  const blueprint = threads > 1 ? threadedBlueprintOf(subject, threads, options) : blueprintOf(subject, options);
  return { ...traced, blueprint };
}

/** What was compiled of a step, by signature. */
export interface Places {
  /** What `use` makes of the step for these arguments; undefined where it has to run eagerly. */
  with<T>(signature: string, given: Given, use: (placed: PlacedStep) => T): T | undefined;
  clear(): void;
}

export function placesOf<State extends MetaState, Y extends Tree>(
  step: MetaStep<State, Y>,
  options: CompileOptions & { readonly onFallback: (reason: string) => void },
): Places {
  const cache = signatureCache<PlacedStep | 'eager'>(options.signatures ?? 16, () => undefined);
  const orEager = <T>(f: () => T): T | undefined => {
    try {
      return f();
    } catch (error) {
      options.onFallback(reasonToFallBack(error));
      return undefined;
    }
  };
  const make = (given: Given): PlacedStep | 'eager' =>
    orEager(() => placeStep(traceStep(step as unknown as MetaStep<MetaState, Tree>, given), options)) ?? 'eager';
  return {
    with(signature, given, use) {
      const found = cache.get(signature, () => make(given));
      return found === 'eager' ? undefined : orEager(() => use(found));
    },
    clear: () => cache.clear(),
  };
}
