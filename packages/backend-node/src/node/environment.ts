/** What libtensorflow reads from the environment, once, when it is loaded. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Defaults that were measured on meta-steps; what a user's environment already says stays.
 *
 * The pooled allocator keeps the memory of tensors above 32 MB, which malloc would hand back to the system and fault in again, page by
 * page, at every kernel: a step of large products takes half the time with it.
 */
const defaults: Settings = {
  TF_NUM_INTEROP_THREADS: '1',
  TF_CPU_ALLOCATOR_USE_BFC: '1',
  TF_CPP_MIN_LOG_LEVEL: '1',
};

/** The settings for a number of threads: one given outweighs the environment, which outweighs the default of one. */
export function settingsFor(threads: number | undefined, environment: Readonly<NodeJS.ProcessEnv>): Settings {
  const absent = Object.entries(defaults).filter(([name]) => environment[name] === undefined);
  const count = threads ?? environment['TF_NUM_INTRAOP_THREADS'] ?? 1;
  return { ...Object.fromEntries(absent), TF_NUM_INTRAOP_THREADS: String(count) };
}
