import type { ComponentKinds } from '@innerloop/core';
import { componentsOf, takes } from './components.js';
import { worlds } from './worlds.js';

const [world] = worlds;
const takesRule = (learner: (typeof learners)[number]): boolean =>
  takes(learner, 'rule', { ...(world as (typeof worlds)[number]).parts, rule: 'sgd' });
const learners = componentsOf('learner');

const listed = (kind: keyof ComponentKinds): string =>
  componentsOf(kind)
    .map(({ name, component }) => `- \`${name}\`: ${component.summary}${stopsOf(component.stops)}`)
    .join('\n');

const stopsOf = (stops: string | undefined): string => (stops === undefined ? '' : `. _Stopped on purpose: ${stops}_`);

/** Whether a meta-gradient serves a learner as its example has it, or with the penalty `proximal`, or neither way. */
export type Service = 'yes' | 'with proximal' | 'no';

const marks: Readonly<Record<Service, string>> = { yes: '✓', 'with proximal': 'with `proximal`', no: '–' };

/**
 * The page of what can be combined: learners by what they take, and which meta-gradients serve them.
 *
 * @param served  meta-gradient → learner → how it serves it
 */
export function combinationsPage(served: ReadonlyMap<string, ReadonlyMap<string, Service>>): string {
  const estimators = [...served.keys()];
  const head = ['learner', 'tasks', 'inner rule', ...estimators.map((name) => `\`${name}\``)];
  const rows = learners.map((named) => [
    `\`${named.name}\``,
    named.component.tasks?.join(', ') ?? 'any',
    takesRule(named) ? 'any' : 'none or its own',
    ...estimators.map((name) => marks[served.get(name)?.get(named.name) ?? 'no']),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `# What can be combined

Written by the matrix of tests (\`integration/test/matrix\`), which is made from the lists of the packages' plugins. Every learner is run with every rule that it takes, on an mlp and on conv4, with the exact and the first-order meta-gradient, tasks at once and one by one, on the engine wasm: what it gives for all tasks is the mean of what it gives for each, nothing leaks, parameters stay bit for bit what they were, and the exact meta-gradient agrees with finite differences, save where something is stopped on purpose. Wrappers go around every rule of \`maml\`, on classes around \`sgd\`. On the engines cpu and tfjs-node it is every learner with \`sgd\`, and \`maml\` with every rule, without differences through conv4. Compiled steps agree with eager ones in every case, the wrappers on curves.

Meta-gradients are tried on every learner with \`sgd\`. Where there is a –, the meta-gradient refuses the learner with an error that says why; _with \`proximal\`_, it refuses the learner without that penalty.

${[head, head.map(() => '---'), ...rows].map(line).join('\n')}

## Rules

${listed('rule')}

## Wrappers of rules

${listed('wrapper')}

## Meta-gradients

${listed('metaGradient')}
`;
}
