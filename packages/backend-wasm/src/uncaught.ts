type Listener = (...values: unknown[]) => void;

interface NodeProcess {
  readonly listeners: (this: NodeProcess, event: string) => Listener[];
  readonly removeListener: (this: NodeProcess, event: string, listener: Listener) => void;
}

const events = ['uncaughtException', 'unhandledRejection'] as const;
/** The bodies of the two listeners, in the readable and in the minified build. */
const emscripten = /ExitStatus|throw reason/;

/**
 * Runs the start of an Emscripten module and takes away the process listeners that it leaves: they throw whatever is not
 * caught once more, so that any error of a user's program would print the module's whole source as its place.
 */
export async function withoutRethrowing<T>(start: () => Promise<T>): Promise<T> {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess | { readonly listeners?: undefined } };
  if (process?.listeners === undefined) return start();
  const before = events.map((event) => process.listeners(event));
  try {
    return await start();
  } finally {
    events.forEach((event, at) => {
      for (const listener of process.listeners(event)) {
        const ours = before[at]?.includes(listener) === true || !emscripten.test(listener.toString());
        if (!ours) process.removeListener(event, listener);
      }
    });
  }
}
