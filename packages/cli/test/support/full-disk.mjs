/*
 * Loaded before the command (`--import`): a disk that is full once so many bytes were written, as `ENOSPC` of the system's
 * calls. The number is in the environment, DISK_BYTES.
 */
import fs from 'node:fs';
import process from 'node:process';
import { syncBuiltinESMExports } from 'node:module';

let left = Number(process.env.DISK_BYTES);
const { write, writeFileSync } = fs;

function full(length) {
  left -= length;
  return left < 0 ? Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }) : undefined;
}

fs.write = (file, data, ...rest) => {
  const error = full(data.length);
  if (error !== undefined) return rest.at(-1)(error);
  return write(file, data, ...rest);
};
fs.writeFileSync = (file, data, ...rest) => {
  const error = full(data.length);
  if (error !== undefined) throw error;
  return writeFileSync(file, data, ...rest);
};

// For modules that import the functions by name.
syncBuiltinESMExports();
