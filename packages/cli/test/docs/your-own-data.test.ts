import { createRegistry } from '@innerloop/core/plugin';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ownPlugins } from '../../src/experiment/plugins.js';

const page = readFileSync(new URL('../../../../docs/your-own-data.md', import.meta.url), 'utf8');
const { resolve } = createRegistry(...ownPlugins);

/** Everything on the page that is the `data` of a configuration: in blocks, and in the table at the top. */
const configurations = [
  ...[...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text),
  ...[...page.matchAll(/`(data: \{.*?\})`/g)].map(([, text = '']) => text),
].map((text) => parse(text) as { readonly data: { readonly use: string } });

describe('the page on your own data', () => {
  it('prints data for every kind that it tells of', () => {
    expect(new Set(configurations.map(({ data }) => data.use))).toEqual(
      new Set(['images', 'features', 'table', 'series', 'sampler']),
    );
  });

  it.each(configurations.map(({ data }, i) => [`${i}: ${data.use}`, data] as const))(
    'prints options that exist: %s',
    (_, data) => {
      expect(resolve('data')(data).open).toBeTypeOf('function');
    },
  );

  it.each([...page.matchAll(/`model: (\{ use: (?!layers).*?\})`/g)].map(([, text = '']) => text))(
    'prints models that can be built: %s',
    (text) => {
      expect(resolve('model')(parse(text)).specs).toBeDefined();
    },
  );

  it('names examples that are there', () => {
    expect(existsSync(new URL('../../../../examples/own-data', import.meta.url))).toBe(true);
  });
});
