import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, inChromium } from './browser/chromium.js';
import { pageServer } from './browser/page-server.js';
import type { PageReport, PageServer } from './browser/page-server.js';
import { writeRecipe } from './browser/recipe.js';
import { withDevServer } from './browser/vite.js';
import type { Check } from './check.js';
import { CheckFailure } from './check.js';
import { command, root } from './command.js';

/** A folder with the page of docs/browser.md, and the server that it reports to; both are gone afterwards. */
async function withPage<T>(
  without: string | undefined,
  use: (folder: string, server: PageServer) => Promise<T>,
): Promise<T> {
  // Below the root's node_modules, so that the page finds the packages as an installed one does.
  const folder = mkdtempSync(join(root, 'node_modules/.innerloop-page-'));
  const server = await pageServer({ folder: join(folder, 'dist'), ...(without === undefined ? {} : { without }) });
  try {
    writeRecipe(folder, server.address);
    return await use(folder, server);
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds the page from the built packages, opens it, and gives what it reported. */
const opened = (without?: string): Promise<PageReport> =>
  withPage(without, async (folder, server) => {
    await command(['vite', 'build', '--logLevel', 'warn'], { cwd: folder });
    return inChromium(`${server.address}/`, server.report());
  });

/** The same page as Vite serves it while it is written: nothing is bundled, dependencies are found one after the other. */
const served = (): Promise<PageReport> =>
  withPage(undefined, (folder, server) => withDevServer(folder, (address) => inChromium(address, server.report())));

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

async function trainsWhileWritten(): Promise<void> {
  const report = await served();
  expectReport(report, [
    [!/^wasm: right, \d+ %$/.test(report.answer), 'The page should have trained on wasm and answered right.'],
    [report.errors.length > 0, 'Its console has errors.'],
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
    { name: 'Chromium: it does so from the development server of Vite too', run: trainsWhileWritten },
    { name: 'Chromium: without its .wasm files the page says that cpu runs', run: saysThatWasmIsMissing },
  ];
}
