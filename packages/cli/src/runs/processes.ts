import { readFile } from 'node:fs/promises';

/** Whether a process of this number runs on this machine, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

/** When a process began, in ticks since the machine did: field 22 of /proc/PID/stat. Only Linux tells. */
export async function startOf(pid: number): Promise<string | undefined> {
  const text = await textOf(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, which may hold spaces and brackets.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

/** Which boot of the machine this is. Only Linux tells. */
export const bootOf = async (): Promise<string | undefined> =>
  (await textOf('/proc/sys/kernel/random/boot_id'))?.trim();
