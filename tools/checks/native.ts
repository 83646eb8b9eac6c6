import type { TestSummary } from '../reporters/summary.js';
import type { Check } from './check.js';
import { expectNone } from './check.js';
import { command } from './command.js';

/** The recipe is for this platform only; on another its absence is said by the tests that are skipped. */
const supported = process.platform === 'linux' && process.arch === 'x64';

/**
 * The native engine is built as a clone builds it. Without it the laws on it would not run, so it counts as failed where npm or PyPI
 * cannot be reached. On an idle machine it takes about 30 s and 260 MB the first time, 20 s with libtensorflow in the machine's cache.
 */
export const nativeEngine = (): readonly Check[] =>
  supported
    ? [
        {
          name: 'native engine (npm run setup:native)',
          run: () => command(['npm', 'run', 'setup:native'], { limit: 8 }),
        },
      ]
    : [];

/** Once built, the laws on it are run. */
export const noNativeTestSkipped = ({ skipped }: TestSummary): readonly Check[] =>
  supported
    ? [
        {
          name: 'no test on the native engine is skipped',
          run: async () => {
            expectNone(skipped.filter(({ note }) => note?.includes('setup:native')).map(({ name }) => name));
            return Promise.resolve();
          },
        },
      ]
    : [];
