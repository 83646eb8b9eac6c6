import * as tf from '@tensorflow/tfjs-core';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const methods = fileURLToPath(new URL('../../../docs/methods', import.meta.url));
const folder = fileURLToPath(new URL('../../.snippets', import.meta.url));

/** The programs of a page: blocks of TypeScript that begin with an import. A page may have others that go on from them. */
const programsOf = (page: string): readonly string[] =>
  [...readFileSync(`${methods}/${page}`, 'utf8').matchAll(/^```ts\n(import\b.*?)^```$/gms)].map(
    ([, code = '']) => code,
  );

/** As it stands beside `npm test`; there, a tenth of many iterations shows that it runs. The same number elsewhere is said of them. */
function trained(code: string): string {
  if (process.env['WHOLE'] === '1') return code;
  const counts = [...code.matchAll(/\biterations?(?:(?:: | < | = )(\d{3,})|(?: % )(\d{2,}))\b/g)];
  const numbers = [...new Set(counts.map(([, all, every]) => all ?? every ?? ''))];
  return numbers.reduce(
    (text, count) => text.replace(new RegExp(`\\b${count}\\b`, 'g'), `${Number(count) / 10}`),
    code,
  );
}

const pages = readdirSync(methods).filter((name) => name.endsWith('.md'));

describe('a page of docs/methods', () => {
  const printed: string[] = [];

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    printed.length = 0;
  });

  it.each(pages)('%s has a program, which runs and prints numbers', { timeout: 240_000 }, async (page) => {
    const programs = programsOf(page);
    expect(programs.length).toBeGreaterThan(0);
    vi.spyOn(console, 'log').mockImplementation(
      (...parts: unknown[]) => void printed.push(parts.map(String).join(' ')),
    );
    for (const [at, code] of programs.entries()) {
      const file = `${folder}/${page.replace(/\.md$/, '')}-${at}.ts`;
      writeFileSync(file, `${trained(code)}\nexport {};\n`);
      await import(/* @vite-ignore */ file);
    }
    const text = printed.join('\n');
    expect(text).toMatch(/\d/);
    expect(text).not.toMatch(/\bNaN\b|undefined|\[object Object\]/);
    tf.disposeVariables();
  });
});
