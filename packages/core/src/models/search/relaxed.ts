import type { Model } from '../../contracts/model.js';
import type { ParamSpec, ParamSpecs } from '../../contracts/params.js';
import type { ParamTree } from '../../contracts/tree.js';
import { InvalidOptionError } from '../../errors.js';
import { within } from '../../gradients/within.js';
import { leaf, scope } from '../../params/named.js';
import { expectChoice } from './choices.js';
import type { Build, Choices } from './choices.js';
import { choiceOf, mixed } from './mixed.js';
import { temperatureOf } from './temperature.js';
import type { Annealing } from './temperature.js';

export interface RelaxedOptions {
  /** Divides the logits: a number, default 1, or how it falls in the course of training. */
  readonly temperature?: number | Annealing;
}

/** A network whose operations are mixed, and what it takes to decide for one of each. */
export interface RelaxedModel extends Model {
  readonly build: Build;
  readonly choices: Choices;
}

function collect(build: Build): { readonly inner: Model; readonly choices: Choices } {
  const choices: Record<string, readonly string[]> = {};
  const inner = build((choice, operations) => {
    expectChoice(choice, operations);
    const names = Object.keys(operations);
    const before = choices[choice];
    if (before !== undefined && before.join() !== names.join()) {
      throw new InvalidOptionError(
        `relaxed: the choice '${choice}' is made twice, once among ${before.join(', ')} and once among ${names.join(', ')}. ` +
          'Places that share a choice need the same operations; others need another name.',
      );
    }
    choices[choice] = names;
    return mixed(choice, operations);
  });
  const placed = new Set(Object.keys(inner.specs).map(choiceOf));
  const lost = Object.keys(choices).find((choice) => !placed.has(choice));
  if (lost === undefined) return { inner, choices };
  throw new InvalidOptionError(`relaxed: the choice '${lost}' is not in the network. Use the model that choose gives.`);
}

/** Where a leaf of the undecided network stands: `architecture/CHOICE`, one for all places of a choice, or `weights/…`. */
function placeOf(name: string): string {
  const choice = choiceOf(name);
  return choice === undefined ? `weights/${name}` : `architecture/${choice}`;
}

/**
 * The continuous relaxation of an architecture search: every place of a network holds all its candidate operations, weighed by a softmax.
 *
 * `o(x) = Σ_i softmax(a / τ)_i · o_i(x)`. Leaves: `architecture/CHOICE` `[operations]`, the logits `a`, zero at the start; `weights/…`,
 * those of the network; with annealing `temperature` `[]`, a running leaf that each outer step multiplies by one factor. Places with one
 * choice share its logits, as cells of one kind do, and have weights of their own.
 *
 * It is a model like any other, so any learner, rule and meta-gradient takes it. `maml` adapts weights and logits together (T-NAS,
 * MetaNAS); with `adapts: ['weights/']` the architecture is learned in the outer loop alone (Auto-MAML), with `adapts: ['architecture/']` it
 * is what adapts. `discretize` decides.
 *
 * @throws InvalidOptionError if a choice has no operations, or others than before, or is not in the network; or a temperature is out of range
 * @see Liu, Simonyan, Yang 2019, "DARTS: Differentiable Architecture Search", arXiv:1806.09055; Lian et al. 2020, "Towards Fast Adaptation
 *   of Neural Architectures with Meta Learning" (T-NAS); Elsken et al. 2020, arXiv:1911.11090 (MetaNAS)
 */
export function relaxed(build: Build, { temperature: given = 1 }: RelaxedOptions = {}): RelaxedModel {
  const { inner, choices } = collect(build);
  const temperature = temperatureOf(given);
  const places = Object.entries(inner.specs).map(([name, spec]) => ({ name, spec, at: placeOf(name) }));
  const specs: ParamSpecs = Object.fromEntries(places.map(({ at, spec }) => [at, spec]));
  const value = (params: ParamTree, name: string, at: string, spec: ParamSpec): ParamTree[string] =>
    choiceOf(name) === undefined ? leaf(params, at) : temperature.cooled(leaf(params, at), spec, params);
  return {
    specs: { ...specs, ...temperature.specs },
    ...(inner.normalization === undefined ? {} : { normalization: inner.normalization }),
    build,
    choices,
    apply(params, x, context) {
      temperature.anneal(params, context);
      const own = Object.fromEntries(places.map(({ name, at, spec }) => [name, value(params, name, at, spec)]));
      return inner.apply({ ...scope(params, 'weights'), ...own }, x, within(context, 'weights'));
    },
  };
}
