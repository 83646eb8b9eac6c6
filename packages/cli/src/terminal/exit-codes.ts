/** What a command's exit status says; documented in docs/cli.md. */
export const exitCodes = {
  ok: 0,
  /** Something unexpected: a defect of ours, printed with its stack. */
  defect: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** Data or a checkpoint is missing, damaged or does not fit. */
  data: 3,
  /** Training left the finite numbers. */
  diverged: 4,
  /** Stopped by Ctrl-C or a signal; the run is saved and can be resumed. */
  interrupted: 130,
} as const;
