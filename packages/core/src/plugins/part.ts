import * as z from 'zod';
import type { ComponentKinds, Resolve } from '../contracts/plugin.js';
import { ConfigError } from '../errors.js';

const kinds = z.registry<{ readonly kind: string }>();

/**
 * The schema of a component within options: it takes a name or `{ use: name, …options }`, and gives the component.
 *
 * A part that may be left out is `part(resolve, 'rule').prefault('sgd')` (zod's `default` would want a made rule) or
 * `.exactOptional()`.
 */
export function part<K extends keyof ComponentKinds>(resolve: Resolve, kind: K): z.ZodType<ComponentKinds[K]> {
  const schema = z.unknown().transform((config, context) => {
    try {
      return resolve(kind)(config);
    } catch (error) {
      if (!(error instanceof ConfigError) || error.problems.length === 0) throw error;
      for (const { path, message } of error.problems) {
        context.issues.push({ code: 'custom', path: [...path], message, input: config });
      }
      return z.NEVER;
    }
  });
  kinds.add(schema, { kind });
  return schema;
}

/** The kind of component that a schema stands for, if it is a part. */
export function kindOfPart(schema: z.core.$ZodType): string | undefined {
  return kinds.get(schema)?.kind;
}
