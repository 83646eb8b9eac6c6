import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('evaluates in a browser without carrying the report: neither Vega nor a Node module is reached', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@innerloop/source'],
    external: ['@tensorflow/*'],
  });
  const reached = Object.keys(metafile.inputs);
  expect(reached.length).toBeGreaterThan(5);
  expect(reached.filter((path) => /node_modules\/(vega|fast-png)/.test(path))).toEqual([]);
});
