import {
  InvalidOptionError,
  isPerTask,
  leaf,
  mapNamed,
  mapSpecs,
  running,
  scope,
  specOf,
  spread,
  tasksOf,
  under,
} from '@innerloop/core';
import type { ParamSpec, ParamSpecs, Tensor, Tree, UpdateRule } from '@innerloop/core';

/** What was stored of a leaf of the state, in the form that the rule starts it in: a value per task, or one for all. */
function restored(stored: Tensor, fresh: Tensor, spec: ParamSpec): Tensor {
  const each = isPerTask(fresh, spec) && !isPerTask(stored, spec);
  return each ? leaf(spread({ stored }, { stored: spec }, tasksOf(fresh)), 'stored') : stored;
}

/**
 * A rule for inner loops whose state goes on from task to task: a loop starts with what the last one left, as Reptile's Adam does.
 *
 * The state lives in `running` leaves below `memory/`, which each step reports and the trainer stores; a meta-batch starts from one state
 * and leaves the mean of its tasks' states. At test every task starts from what training left, and nothing is stored. No gradient
 * reaches a stored state. Take it with `beta1: 0`: a mean of gradients would push one task the way of another.
 *
 * @param rule  one that says what it `remembers`: Adam, momentum, and wrappers of them
 * @throws InvalidOptionError if it does not
 * @see Nichol, Achiam, Schulman 2018, "On First-Order Meta-Learning Algorithms", arXiv:1803.02999, and its code
 */
export function persistent<State extends Tree>(rule: UpdateRule<State>): UpdateRule<State> {
  if (rule.remembers === undefined) {
    throw new InvalidOptionError(
      `persistent: '${rule.name}' does not say what it remembers, so nothing can go on from task to task. Use the rule as it is, or give it \`remembers\`.`,
    );
  }
  const remembered = (target: ParamSpecs): ParamSpecs => rule.remembers?.(target) ?? {};
  return {
    ...rule,
    name: `persistent(${rule.name})`,
    specs: (target) => ({ ...rule.specs(target), ...under('memory', mapSpecs(remembered(target), running)) }),
    start: (start) => {
      const memory = scope(start.rule, 'memory');
      const specs = remembered(start.specs);
      return mapNamed(rule.start(start), (fresh, path) =>
        path in specs ? restored(leaf(memory, path), fresh, specOf(specs, path)) : fresh,
      );
    },
    update: (step) => {
      const moved = rule.update(step);
      const specs = remembered(step.specs);
      mapNamed(moved.state, (tensor, path) => {
        if (path in specs) step.context.report?.(`memory/${path}`, tensor);
        return tensor;
      });
      return moved;
    },
  };
}
