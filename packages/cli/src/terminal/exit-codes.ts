/** What a command's exit status says; documented in docs/cli.md. */
export const exitCodes = {
  ok: 0,
  /** Something unexpected: a defect of ours, printed with its stack. */
  defect: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** Data, a run or a checkpoint is missing, damaged or does not fit, or a file cannot be written. */
  files: 3,
  /** Training or adaptation left the finite numbers. */
  diverged: 4,
  /** Stopped by Ctrl-C or a signal; training is saved and can be resumed. */
  interrupted: 130,
  /** Nobody reads the output any more: 128 + SIGPIPE, as of other tools. */
  readerGone: 141,
} as const;

/** The same in words, for `innerloop --help`. */
export const exitCodesInWords = `Exit status:
  0    done
  1    a defect of innerloop: please report it
  2    the command line or the configuration is wrong
  3    data, a run or a checkpoint is missing, damaged or does not fit, or a file cannot be written
  4    training or adaptation left the finite numbers
  130  stopped by Ctrl-C; training is saved and can be resumed
  141  nobody reads the output any more, as in: innerloop list | head -1`;
