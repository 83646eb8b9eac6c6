import { ConfigError } from '@innerloop/core';
import type { Listeners } from '@innerloop/core';
import { basename } from 'node:path';
import type { Asker } from './ask.js';
import { settingsFor } from './ask-settings.js';
import { kindOfPath, look } from './look.js';
import type { DataKind, Findings, LearnerChoice, Plan, Sizes } from './plan.js';

/** What was said on the command line. */
export interface Given extends Partial<Sizes> {
  readonly kind?: DataKind | undefined;
  readonly data?: string | undefined;
  readonly learner?: LearnerChoice | undefined;
  readonly iterations?: number | undefined;
  readonly name?: string | undefined;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const needsPath = (kind: DataKind): boolean => kind !== 'glyphs' && kind !== 'sinusoids';

/** Learners of a kind of task, the proposed one first. */
const possibleLearners = ({ kind }: Findings): readonly LearnerChoice[] =>
  kind === 'classification' ? ['prototypical', 'ridge', 'maml'] : ['maml'];

/** Iterations that show whether it learns; published figures take ten times as many and more. */
const usualIterations = ({ kind, form }: Findings): number =>
  kind === 'regression' ? 10_000 : form.kind === 'pictures' ? 2000 : 3000;

function requireLearner(learner: LearnerChoice, findings: Findings): LearnerChoice {
  if (possibleLearners(findings).includes(learner)) return learner;
  throw new ConfigError(
    `init: '${learner}' tells classes apart, but the data are of ${findings.kind}. Take --learner ${possibleLearners(findings).join(' or ')}.`,
  );
}

/** `My Pictures.zip` → `my-pictures` */
const nameOf = (path: string | undefined, kind: DataKind): string =>
  (path === undefined ? kind : basename(path).replace(/\.[^.]+$/, ''))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || kind;

async function sizesOf({ kind, sizes, most }: Findings, given: Given, ask: Asker): Promise<Sizes> {
  const each = kind === 'classification' ? 'of each class' : 'of each task';
  const ways =
    kind === 'classification'
      ? (given.ways ?? (await ask.count('How many classes should a task have?', sizes.ways, 2, most?.ways)))
      : 1;
  const left = most === undefined ? undefined : most.examples - 1;
  const shots =
    given.shots ?? (await ask.count(`From how many examples ${each} should it learn?`, sizes.shots, 1, left));
  const rest = most === undefined ? undefined : most.examples - shots;
  const proposed = Math.max(1, Math.min(sizes.queries, rest ?? sizes.queries));
  const queries = given.queries ?? (await ask.count(`On how many others ${each} is it judged?`, proposed, 1, rest));
  return { ways, shots, queries };
}

/**
 * Decides what a configuration says: from what was given, what is found in the data, and what is answered.
 *
 * @throws ConfigError or InvalidDataError if it cannot work
 */
export async function makePlan(given: Given, ask: Asker, listeners: Listeners): Promise<Plan> {
  const kind = given.kind ?? (given.data === undefined ? await ask.kind() : await kindOfPath(given.data));
  const path = needsPath(kind) ? (given.data ?? (await ask.path(kind))) : undefined;
  const settings = await settingsFor(kind, path, given.settings ?? {}, ask);
  const findings = await look({ kind, path, settings }, listeners);
  for (const line of findings.told) listeners.message?.(line);
  const learner = requireLearner(given.learner ?? (await ask.learner(possibleLearners(findings))), findings);
  const sizes = await sizesOf(findings, given, ask);
  const iterations =
    given.iterations ?? (await ask.count('How many iterations should it train?', usualIterations(findings), 1));
  return { name: given.name ?? nameOf(path, kind), learner, iterations, findings, ...sizes };
}
