/** The part of Node's threads that a team needs. */
export interface Port {
  postMessage(message: unknown): void;
}
export interface WorkerHandle {
  unref(): void;
  terminate(): Promise<number>;
  on(event: 'error', listener: (error: Error) => void): void;
}
interface WorkerOptions {
  readonly eval: true;
  readonly name: string;
  readonly workerData: unknown;
  readonly transferList: readonly Port[];
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Where threads come from. */
export interface ThreadHost {
  readonly Worker: new (script: string, options: WorkerOptions) => WorkerHandle;
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
  readonly receiveMessageOnPort: (port: Port) => { readonly message: unknown } | undefined;
}

interface Process {
  readonly getBuiltinModule?: (name: string) => unknown;
}

/** A module of Node, asked for at run time: an import would keep the library out of browsers. */
function builtin(name: string): unknown {
  return (globalThis as { readonly process?: Process }).process?.getBuiltinModule?.(name);
}

/** Node's threads; undefined in a browser, and in Node before 20.16. */
export const threadHost = (): ThreadHost | undefined => builtin('node:worker_threads') as ThreadHost | undefined;

/** How many threads the machine has for this process; 1 where there are none to be had. */
export function availableThreads(): number {
  if (threadHost() === undefined) return 1;
  const os = builtin('node:os') as { readonly availableParallelism: () => number };
  return os.availableParallelism();
}
