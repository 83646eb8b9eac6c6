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
  readonly versions?: Readonly<Record<string, string | undefined>>;
  readonly permission?: { readonly has: (scope: string) => boolean };
  readonly getBuiltinModule?: (name: string) => unknown;
}

const node = (): Process | undefined => (globalThis as { readonly process?: Process }).process;

/** A module of Node, asked for at run time: an import would keep the library out of browsers. */
const builtin = (name: string): unknown => node()?.getBuiltinModule?.(name);

/** Whether this thread may wait for others: that of a page may not. */
function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}

/** Node's threads; undefined in a browser, in Node before 20.16 and where workers are not permitted. */
export function threadHost(): ThreadHost | undefined {
  const { versions, permission } = node() ?? {};
  // Others that have Node's modules have other workers.
  if (versions?.['node'] === undefined || versions['bun'] !== undefined || versions['deno'] !== undefined)
    return undefined;
  if (permission?.has('worker') === false || !mayWait()) return undefined;
  return builtin('node:worker_threads') as ThreadHost | undefined;
}

/** How many threads the machine has for this process; 1 where there are none to be had. */
export function availableThreads(): number {
  if (threadHost() === undefined) return 1;
  const os = builtin('node:os') as { readonly availableParallelism: () => number };
  return os.availableParallelism();
}
