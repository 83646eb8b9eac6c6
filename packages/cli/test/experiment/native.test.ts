import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sines } from '../support/configs.js';
import { innerloop } from '../support/innerloop.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();
const fromBackendNode = createRequire(new URL('../../../backend-node/package.json', import.meta.url));

function isInstalled(name: string): boolean {
  try {
    fromBackendNode.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Writes a configuration that names an engine and gives its path. */
function configOn(engine: string): string {
  const file = join(root, `${engine}.json`);
  writeFileSync(file, JSON.stringify({ ...sines, engine }));
  return file;
}

describe('an engine that needs TensorFlow', () => {
  it('says what to install where that is not there', async ({ skip }) => {
    if (isInstalled('@tensorflow/tfjs-node-gpu')) skip('tfjs-node-gpu is installed');
    const { code, stderr } = await innerloop(['train', configOn('node-gpu'), '--out', join(root, 'gpu')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /tfjs-node-gpu, an optional peer, which is not installed.*npm install @tensorflow\/tfjs-node-gpu/,
    );
    expect(stderr).not.toContain('    at ');
  });

  it('trains where it is there, and remembers it', async ({ skip }) => {
    if (!isInstalled('@tensorflow/tfjs-node')) skip('tfjs-node is not installed: npm run setup:native');
    const out = join(root, 'run');
    const trained = await innerloop(['train', configOn('node'), '--out', out]);
    expect(trained.stderr).not.toMatch(/error|instead/i);
    expect(trained.code).toBe(0);
    const evaluated = await innerloop(['evaluate', out]);
    expect(evaluated.code).toBe(0);
  });
});
