import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it('examples/own-data/functions.ts trains on tasks of its own and prints the error', async () => {
  const args = ['--conditions=@innerloop/source', '--import', 'tsx', 'examples/own-data/functions.ts', '20'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  expect(stdout).toMatch(/mean squared error|200 episodes/i);
});
