#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { register } from 'node:module';

const here = (path) => new URL(path, import.meta.url);

/** Only a clone of the repository has this file; there the command runs from source, without a build. */
const inClone = existsSync(here('../../../tsconfig.base.json'));

/** Makes Node choose the source files of our packages. */
const sourceCondition = `export const resolve = (specifier, context, next) =>
  next(specifier, { ...context, conditions: [...context.conditions, '@innerloop/source'] });`;

if (inClone) {
  const tsx = await import('tsx/esm/api');
  tsx.register();
  register(`data:text/javascript,${encodeURIComponent(sourceCondition)}`);
  await import('../src/bin.ts');
} else {
  await import('../dist/bin.js');
}
