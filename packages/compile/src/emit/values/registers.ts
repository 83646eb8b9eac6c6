import type { FunctionBuilder, Local } from '@innerloop/codegen';

/** Vector variables that are used again once they are given back. */
export interface Registers {
  readonly take: () => Local;
  readonly give: (local: Local) => void;
}

export function registersOf(f: FunctionBuilder): Registers {
  const free: Local[] = [];
  return { take: () => free.pop() ?? f.local('v128'), give: (local) => void free.push(local) };
}
