/** What every error of ours is: it names the function, what it expected, what it got and what to do. */
export class InnerloopError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An option, a setting or an argument is out of range, unknown or does not fit the others. */
export class InvalidOptionError extends InnerloopError {}

/** Data (a file, an array, a batch) are missing, damaged or of another form than asked for. */
export class InvalidDataError extends InnerloopError {}

/** One thing that is wrong with a configuration, and where: keys and list positions from its root. */
export type ConfigProblem = { readonly path: readonly PropertyKey[]; readonly message: string };

/** A configuration names something that does not exist or cannot be built. */
export class ConfigError extends InnerloopError {
  /** Each problem that the message tells of, where they are known apart. */
  readonly problems: readonly ConfigProblem[];

  constructor(message: string, options: ErrorOptions & { readonly problems?: readonly ConfigProblem[] } = {}) {
    super(message, options);
    this.problems = options.problems ?? [];
  }
}

/** A checkpoint cannot be written, read, or belongs to something else. */
export class CheckpointError extends InnerloopError {}

/** A file cannot be written: the disk is full, read-only or not ours. */
export class OutputError extends InnerloopError {}

/** No engine runs, or its gradients were not installed. */
export class EngineError extends InnerloopError {}

/** A function cannot be compiled: it reads values, or is not the same each time it is run. */
export class CompileError extends InnerloopError {}

/** Training, or the adaptation to a task, left the finite numbers. */
export class DivergenceError extends InnerloopError {}
