import { disposeTree, residentOf } from '@innerloop/core';
import type { Episode, Key, MetaState, MetaStep, Resident, Tensor, Tree } from '@innerloop/core';
import { tensorOf, writeDraws, writeTensor } from '../runtime/tensors.js';
import { formOf, leavesInOrder, signatureOf, treeOf } from '../trees/form.js';
import type { Form } from '../trees/form.js';
import { keptPrograms } from './kept-programs.js';
import type { Programs } from './kept-programs.js';
import type { PlacedStep, Places } from './placed-step.js';

/** A state that a step moves: in a program's memory, or as tensors where the step has to run eagerly. */
interface Place<State extends MetaState, Y extends Tree> extends Resident<State, Y> {
  /** Of the episodes that it takes; undefined once the order of the state's names has changed. */
  readonly takes: () => string | undefined;
}

function inProgram<State extends MetaState, Y extends Tree>(
  placed: PlacedStep,
  state: State,
  episodes: string,
  programs: Programs,
): Place<State, Y> {
  const program = programs.take(placed);
  const { recording, stateLeaves, episodeLeaves, next, metrics } = placed;
  const { inputs, draws } = recording;
  leavesInOrder(state).forEach((tensor, at) => writeTensor(program, at, tensor));
  let form: Form = formOf(state);
  let inputOf = (leaf: number): number => leaf;
  let takes: string | undefined = episodes;
  const copy = (leaf: number): Tensor => {
    const input = inputOf(leaf);
    return tensorOf(program.held(input), inputs[input] as (typeof inputs)[number]);
  };
  return {
    takes: () => takes,
    run(episode: Episode<Y>, key: Key) {
      leavesInOrder(episode).forEach((tensor, at) => writeTensor(program, stateLeaves + at, tensor));
      writeDraws(program, stateLeaves + episodeLeaves, draws, key);
      program.run();
      if (takes !== undefined && !next.sameOrder) {
        takes = undefined;
        inputOf = (leaf) => next.places[leaf] as number;
        ({ form } = next);
      }
      const read: Record<string, number> = {};
      for (const [name, output] of metrics) read[name] = program.read(output)[0] as number;
      return read;
    },
    state: () => treeOf(form, copy) as State,
    dispose: () => programs.giveBack(placed, program),
  };
}

/** Keeps a state where a compiled step runs. An episode of another signature moves it to the program of that one. */
export function resident<State extends MetaState, Y extends Tree>(
  step: MetaStep<State, Y>,
  first: State,
  places: Places,
): Resident<State, Y> {
  const programs = keptPrograms();
  let place: Place<State, Y> = { ...residentOf(step, first), takes: () => undefined };
  const move = (episode: Episode<Y>, episodes: string): void => {
    const state = place.state();
    try {
      const signature = `${signatureOf(state)} ${episodes}`;
      const to = places.with(signature, { state, episode }, (placed) =>
        inProgram<State, Y>(placed, state, episodes, programs),
      );
      place.dispose();
      place = to ?? { ...residentOf(step, state), takes: () => episodes };
    } finally {
      disposeTree(state);
    }
  };
  return {
    run(episode, key) {
      const episodes = signatureOf(episode);
      if (place.takes() !== episodes) move(episode, episodes);
      return place.run(episode, key);
    },
    state: () => place.state(),
    dispose: () => {
      place.dispose();
      programs.clear();
    },
  };
}
