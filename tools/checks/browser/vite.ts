import { spawn } from 'node:child_process';
import { CheckFailure } from '../check.js';
import { root } from '../command.js';
import { ended } from './chromium.js';

/** Vite's development server of a folder while `use` runs; it is given the page's address. */
export async function withDevServer<T>(folder: string, use: (address: string) => Promise<T>): Promise<T> {
  const server = spawn(
    `${root}/node_modules/.bin/vite`,
    ['--host', '127.0.0.1', '--port', '0', '--clearScreen', 'false'],
    {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let output = '';
  const address = new Promise<string>((resolve, reject) => {
    const read = (text: Buffer): void => {
      output += text.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(output);
      if (found !== null) resolve(found[0]);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('error', reject);
    server.on('exit', () => reject(new CheckFailure(`Vite ended:\n${output}`)));
  });
  try {
    return await use(await address);
  } finally {
    await ended(server);
  }
}
