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

/**
 * The page of what can be combined: learners by what they take, and which meta-gradients serve them.
 *
 * @param served  meta-gradient → learner → whether it serves it
 */
export function combinationsPage(served: ReadonlyMap<string, ReadonlyMap<string, boolean>>): string {
  const estimators = [...served.keys()];
  const head = ['learner', 'tasks', 'inner rule', ...estimators.map((name) => `\`${name}\``)];
  const rows = learners.map((named) => [
    `\`${named.name}\``,
    named.component.tasks?.join(', ') ?? 'any',
    takesRule(named) ? 'any' : 'none, or its own',
    ...estimators.map((name) => (served.get(name)?.get(named.name) === true ? '✓' : '–')),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `# What can be combined

Written by the matrix of tests (\`integration/test/matrix\`), which is made from the lists of the packages' plugins. Every learner is run with every rule that it takes and the wrappers, on an mlp and on conv4, in exact and first order, tasks at once and one by one, eagerly and compiled. Where there is a –, the meta-gradient refuses the learner with an error that says why.

${[head, head.map(() => '---'), ...rows].map(line).join('\n')}

## Rules

${listed('rule')}

## Wrappers of rules

${listed('wrapper')}

## Meta-gradients

${listed('metaGradient')}
`;
}
