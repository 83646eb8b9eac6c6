/*
 * Loaded before the command (`--import`): ends the process by SIGKILL in the middle of writing the n-th checkpoint, half of its
 * bytes on disk. n is in the environment, KILL_AT_WRITE.
 */
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import process from 'node:process';

const at = Number(process.env.KILL_AT_WRITE);
const { write } = fs;
let writes = 0;

fs.write = (file, data, ...rest) => {
  if (Buffer.isBuffer(data)) writes += 1;
  if (Buffer.isBuffer(data) && writes === at) {
    fs.writeSync(file, data, 0, Math.floor(data.length / 2));
    process.kill(process.pid, 'SIGKILL');
  }
  return write(file, data, ...rest);
};
