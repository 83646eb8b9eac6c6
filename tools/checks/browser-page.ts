import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, inChromium } from './browser/chromium.js';
import { pageServer } from './browser/page-server.js';
import type { PageReport } from './browser/page-server.js';
import { writeRecipe } from './browser/recipe.js';
import type { Check } from './check.js';
import { CheckFailure } from './check.js';
import { command, root } from './command.js';

/** Builds the page of docs/browser.md from the built packages, opens it, and gives what it reported. */
async function opened(without?: string): Promise<PageReport> {
  // Below the root's node_modules, so that the page finds the packages as an installed one does.
  const folder = mkdtempSync(join(root, 'node_modules/.innerloop-page-'));
  const server = await pageServer({ folder: join(folder, 'dist'), ...(without === undefined ? {} : { without }) });
  try {
    writeRecipe(folder, server.address);
    await command(['vite', 'build', '--logLevel', 'warn'], { cwd: folder });
    return await inChromium(`${server.address}/`, server.report());
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function expectReport(report: PageReport, wrong: readonly (readonly [boolean, string])[]): void {
  const found = wrong.filter(([is]) => is).map(([, says]) => says);
  if (found.length > 0) throw new CheckFailure(`${found.join('\n')}\n${JSON.stringify(report, undefined, 2)}`);
}

async function trainsInPage(): Promise<void> {
  const report = await opened();
  const { answer, warnings, errors, isolated } = report;
  expectReport(report, [
    [!/^wasm: right, \d+ %$/.test(answer), 'The page should have trained on wasm and answered right.'],
    [errors.length > 0, 'Its console has errors.'],
    [warnings.some((line) => /wasm|engine|compiled/i.test(line)), 'Its console warns of the engine.'],
    [!isolated, 'It is not cross-origin isolated.'],
  ]);
}

async function saysThatWasmIsMissing(): Promise<void> {
  const report = await opened('.wasm');
  const { answer, warnings } = report;
  expectReport(report, [
    [!/^cpu: right, \d+ %$/.test(answer), 'Without the .wasm files the page should have trained on cpu.'],
    [!warnings.some((line) => line.includes('cpu')), 'Its console does not warn that cpu runs in place of wasm.'],
  ]);
}

/** The recipe that the documentation prints, in a browser. Where there is none, that is said. */
export function browserPage(): readonly Check[] {
  if (chromium() === undefined) {
    console.log('skipped: the page of docs/browser.md in Chromium (no Chromium here: set CHROMIUM, or install it)');
    return [];
  }
  return [
    { name: 'Chromium: the page of docs/browser.md trains and answers on wasm', run: trainsInPage },
    { name: 'Chromium: without its .wasm files the page says that cpu runs', run: saysThatWasmIsMissing },
  ];
}
