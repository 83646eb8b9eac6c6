import * as z from 'zod';
import type { Schema } from '../contracts/plugin.js';
import { InvalidOptionError } from '../errors.js';
import { problemsOf } from './issues.js';
import { configError } from './problems.js';

/** A schema whose objects refuse unknown keys, as far as it is an object or begins with one. */
export function strict<T>(schema: Schema<T>): Schema<T>;
export function strict(schema: Schema<unknown>): Schema<unknown> {
  if (schema instanceof z.ZodObject) return schema.def.catchall === undefined ? schema.strict() : schema;
  if (!(schema instanceof z.ZodPipe)) return schema;
  const beginning = schema.def.in;
  return beginning instanceof z.ZodObject
    ? schema.clone({ ...schema.def, in: strict(beginning) as z.ZodType })
    : schema;
}

/**
 * The value of a schema for a part of a configuration.
 *
 * @throws ConfigError with all problems, their paths relative to the value
 */
export function parseOptions<T>(schema: Schema<T>, value: unknown): T {
  return refused(() => {
    if (!(schema instanceof z.ZodType)) return schema.parse(value);
    const result = schema.safeParse(value);
    if (result.success) return result.data as T;
    throw configError(problemsOf(result.error.issues, value, schema));
  });
}

/** What `f` gives; an option that it refuses becomes a problem of the configuration. */
export function refused<T>(f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (error instanceof InvalidOptionError) throw configError([{ path: [], message: error.message }]);
    throw error;
  }
}
