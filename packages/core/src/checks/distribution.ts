import type { Split } from '../contracts/data.js';
import { InvalidOptionError } from '../errors.js';

const hasMethod = (value: unknown, name: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  name in value &&
  typeof value[name as keyof typeof value] === 'function';

/**
 * What is sampled from must be a distribution of tasks, not a source of some that was not opened, nor the promise that opening gives.
 *
 * @throws InvalidOptionError that says how to open it
 */
export function expectDistribution(where: string, tasks: unknown, split: Split): void {
  if (hasMethod(tasks, 'sample')) return;
  const opened = `tasks: await source.open('${split}')`;
  if (hasMethod(tasks, 'open')) {
    const { name } = tasks as { readonly name?: unknown };
    throw new InvalidOptionError(
      `${where}: '${String(name)}' is a data source, which holds several splits. Open one of them: ${opened}.`,
    );
  }
  if (hasMethod(tasks, 'then')) {
    throw new InvalidOptionError(`${where}: tasks is a promise, as open(…) gives it. Wait for it: ${opened}.`);
  }
  throw new InvalidOptionError(
    `${where}: tasks must be a distribution of tasks, such as ${opened}; got ${typeof tasks}.`,
  );
}
