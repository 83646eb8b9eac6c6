import { reasonOf } from '../files/reason.js';
import { exitCodes } from './exit-codes.js';
import { stopWork } from './interrupt.js';

/** What a stream of the process is to this: standard output or standard error. */
export interface Output {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** How the process ends. */
export interface Ending {
  /** Ends at once. */
  readonly exit: (code: number) => void;
  /** Says why, where it can still be read. */
  readonly say: (message: string) => void;
  /** Stops work at a safe point, if there is some: `true` where there is. */
  readonly stop: () => boolean;
}

const ofProcess: Ending = {
  exit: (code) => process.exit(code),
  say: (message) => void process.stderr.write(message),
  stop: stopWork,
};

let gone = false;

/** Whether somebody stopped reading what the command prints. */
export const readerIsGone = (): boolean => gone;

/**
 * Ends the command quietly when nobody reads what it prints any more, as in `innerloop list | head -1`.
 *
 * The exit status is that of a Unix tool that SIGPIPE ended. Training is saved first, like after Ctrl-C. Output that cannot be written
 * for another reason, a full disk for instance, is an error.
 */
export function endWithReader(streams: readonly Output[], { exit, say, stop }: Ending = ofProcess): void {
  for (const stream of streams) {
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE') {
        say(`error: could not write the output (${reasonOf(error)}).\n`);
        exit(exitCodes.files);
        return;
      }
      gone = true;
      if (!stop()) exit(exitCodes.readerGone);
    });
  }
}
