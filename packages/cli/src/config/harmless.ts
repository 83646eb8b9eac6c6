import { ConfigError } from '@innerloop/core';
import type { TaskSource, Tree } from '@innerloop/core';
import { isDeepStrictEqual } from 'node:util';

/** Settings that say how a trained run is measured, on what, and what computes: parameters keep their meaning. */
const free = ['evaluate', 'data', 'engine', 'compile', 'threads', 'learner.testSteps'] as const;

/** Settings of data that say what a model sees: trained parameters know it no other way. */
const formOf = [
  ...['use', 'size', 'channels', 'invert', 'fit', 'resample', 'range'],
  ...['features', 'standardize', 'x', 'y', 'columns', 'targets', 'window', 'horizon', 'kind', 'numbering'],
];

const pathOf = (assignment: string): string => assignment.slice(0, Math.max(0, assignment.indexOf('='))).trim();

const isBelow = (path: string, root: string): boolean => path === root || path.startsWith(`${root}.`);

/**
 * @throws ConfigError at the first setting of a trained run that changes what its parameters mean, or nothing at all
 */
export function requireHarmless(assignments: readonly string[]): void {
  for (const assignment of assignments) {
    const path = pathOf(assignment);
    const allowed = free.some((root) => isBelow(path, root)) && path !== 'data';
    const form = formOf.find((name) => isBelow(path, `data.${name}`));
    if (path === '' || (allowed && form === undefined)) continue;
    const why =
      form !== undefined || isBelow(path, 'learner') || path === 'data'
        ? 'the trained parameters would mean nothing with it. Train another run for that'
        : 'it has no effect on a run that is trained';
    throw new ConfigError(
      `--set: '${path}' cannot be changed here: ${why}. What can be: ${free.map((root) => (root === 'data' ? 'data.path, data.ways and others of data' : root === 'evaluate' ? 'evaluate.*' : root)).join(', ')}.`,
    );
  }
}

/**
 * @throws ConfigError if the pictures of one data set have another form than those of the other, or its tasks are of another kind
 */
export function requireSameForm(trained: TaskSource<Tree>, changed: TaskSource<Tree>): void {
  if (trained.kind === changed.kind && isDeepStrictEqual(trained.images, changed.images)) return;
  throw new ConfigError(
    `--set: the data have another form than those that the run was trained on (${JSON.stringify(trained.images)}, now ${JSON.stringify(changed.images)}). The trained parameters would mean nothing.`,
  );
}
