import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { build } from 'vite';
import { innerloopWasm } from '../../src/vite.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const page = mkdtempSync(join(root, 'node_modules', '.innerloop-page-'));
afterAll(() => rmSync(page, { recursive: true, force: true }));

it('a page that Vite builds has the .wasm files beside its script, which knows their addresses', async () => {
  writeFileSync(join(page, 'index.html'), '<script type="module" src="./main.js"></script>');
  writeFileSync(join(page, 'main.js'), "import { paths } from 'virtual:innerloop-wasm'; console.log(paths);");
  const built = await build({
    root: page,
    base: '/app/',
    logLevel: 'silent',
    configFile: false,
    build: { write: false },
    plugins: [innerloopWasm(root)],
  });
  const { output } = [built].flat()[0] as {
    readonly output: readonly { readonly fileName: string; readonly code?: string }[];
  };
  const files = output.map(({ fileName }) => fileName).filter((name) => name.endsWith('.wasm'));
  expect(files).toHaveLength(3);
  const script = output.map(({ code = '' }) => code).join('\n');
  for (const file of files) expect(script).toContain(`/app/${file}`);
});

it('builds aim at what the packages are written in, unless the project says otherwise', () => {
  const { config } = innerloopWasm(root);
  expect(config({}).build).toEqual({ target: 'es2022' });
  expect(config({ build: { target: 'esnext' } })).not.toHaveProperty('build');
});
