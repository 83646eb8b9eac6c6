import { learnerLines, optimizerLine } from './learner-lines.js';
import type { Plan } from './plan.js';

/** Tasks of a meta-batch, which an iteration learns from. */
const metaBatch = ({ findings: { kind } }: Plan): number => (kind === 'regression' ? 16 : 4);

function sizeLines({ findings: { kind }, ways, shots, queries }: Plan): readonly string[] {
  const each = kind === 'classification' ? 'a class' : 'a task';
  return [
    ...(kind === 'classification' ? [`  ways: ${ways} # classes a task`] : []),
    `  shots: ${shots} # examples to learn from, ${each}`,
    `  queries: ${queries} # examples to ask, ${each}`,
  ];
}

function trainLines(plan: Plan): readonly string[] {
  const { iterations, findings } = plan;
  const every = Math.max(1, Math.ceil(iterations / 10));
  return [
    'train:',
    `  iterations: ${iterations}`,
    `  metaBatch: ${metaBatch(plan)} # tasks an iteration`,
    '  seed: 1 # decides everything random',
    `  checkpointEvery: ${every}`,
    ...(findings.validates
      ? [`  validation: { every: ${every}, episodes: 100 } # keeps the best parameters as well`]
      : ['  # No validation: there are too few classes to keep some for it.']),
  ];
}

/** A commented configuration: YAML that trains, validates and evaluates as it stands. */
export function configurationText(plan: Plan, file: string): string {
  const { findings, name } = plan;
  return `${[
    '# yaml-language-server: $schema=https://unpkg.com/@innerloop/cli/schema/experiment.schema.json',
    ...findings.told.map((line) => `# ${line}`),
    `# innerloop train ${file}`,
    `# innerloop evaluate runs/${name}`,
    `name: ${name}`,
    ...(findings.plugins === undefined ? [] : [`plugins: ${JSON.stringify(findings.plugins)}`]),
    'learner:',
    ...learnerLines(plan),
    optimizerLine(plan),
    'data:',
    ...findings.lines,
    ...sizeLines(plan),
    ...trainLines(plan),
    'evaluate: { episodes: 600 } # on the test split; 95 % intervals over so many tasks',
  ].join('\n')}\n`;
}
