import type { ProgressDisplay } from '@innerloop/cli';
import type { CurvePicture } from '@innerloop/evaluation/report';
import type { Settings } from './settings.js';

/** What `npm run experiment -- NAME` runs: a folder of examples/ has one, and a line in `all.ts`. */
export interface Experiment {
  readonly name: string;
  /** One line for the list of experiments. */
  readonly summary: string;
  /** What `--only` may name, in words; absent where there is nothing to leave out. */
  readonly parts?: string;
  readonly run: (frame: Frame) => Promise<void>;
}

/** What an experiment is given: the command line, and where its results go. */
export interface Frame {
  readonly settings: Settings;
  /** The command that repeats it. */
  readonly command: string;
  /** Where it ran, in words. */
  readonly machine: string;
  /** A bar on a terminal, lines elsewhere; stop it. */
  readonly progress: (label: string) => ProgressDisplay;
  /** What `results/FILE.json` holds, if it is there. */
  readonly readResult: (file: string) => Promise<unknown>;
  /** Writes `results/FILE.json`, whole or not at all. */
  readonly writeResult: (file: string, value: unknown) => Promise<void>;
  /** Writes `results/FILE.md`. */
  readonly writePage: (file: string, text: string) => Promise<void>;
  /** Writes `images/FILE.svg`. */
  readonly writePicture: (file: string, picture: CurvePicture) => Promise<void>;
}
