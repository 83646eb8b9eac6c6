import { Option } from 'commander';
import { repeated } from './arguments.js';

/** What `--data` gave. */
export interface DataFlags {
  readonly data: readonly string[];
}

/** `--data PATH`, or `--data test=PATH` once for each split. */
export const dataOption = (): Option =>
  new Option(
    '--data <path>',
    'where the data set is now; or test=PATH (train=, validation=): all classes there are that split. May be repeated',
  )
    .argParser<readonly string[]>(repeated)
    .default([], 'where the configuration says');
