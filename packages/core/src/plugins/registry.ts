import type { Component, ComponentKinds, Listeners, Plugin, Resolve, Schema } from '../contracts/plugin.js';
import { collect, type Listed, type Offers } from './collect.js';
import { jsonSchema, type JsonSchema } from './json-schema.js';
import { suggestion } from './nearest.js';
import { parseOptions, refused, strict } from './options.js';
import { configError, shown, unsafeKeys } from './problems.js';

/** The components of some plugins, and configurations made of them. */
export interface Registry {
  /** Makes a component from a name or `{ use: name, …options }`. Throws a ConfigError with all problems. */
  readonly resolve: Resolve;
  /**
   * Reads a whole configuration, whose schema has components as `part(resolve, kind)`. Throws a ConfigError likewise.
   * The components' `create` is given the listeners.
   */
  parse<T>(schema: (resolve: Resolve) => Schema<T>, config: unknown, listeners?: Listeners): T;
  /** All components, plugin by plugin. */
  list(): readonly Listed[];
  /** The JSON schema (draft 2020-12) of whole configurations; `$defs` holds each kind of component. */
  schema(root?: (resolve: Resolve) => Schema<unknown>): JsonSchema;
}

/**
 * A registry of the components that plugins provide.
 *
 * Unknown names and keys, wrong types, values that a component refuses: all are told at once, each with its path, what
 * was expected and received, and the nearest known name.
 *
 * @throws ConfigError if two plugins provide components of one kind and name
 */
export function createRegistry(...plugins: readonly Plugin[]): Registry {
  const offers = collect(plugins);
  const telling = (listeners: Listeners): Resolve => {
    const resolve: Resolve = (kind) => (config) => make(offers, kind, config, resolve, listeners);
    return resolve;
  };
  const resolve = telling({});
  return {
    resolve,
    parse: (schema, config, listeners = {}) => {
      expectSafe(config);
      return parseOptions(strict(schema(telling(listeners))), config);
    },
    list: () => [...offers.values()].flatMap((named) => [...named.values()].map(({ listed }) => listed)),
    schema: (root) => jsonSchema(offers, resolve, root?.(resolve)),
  };
}

function make<K extends keyof ComponentKinds>(
  offers: Offers,
  kind: K,
  config: unknown,
  resolve: Resolve,
  listeners: Listeners,
): ComponentKinds[K] {
  expectSafe(config);
  const { component, options } = chosen(offers, kind, config);
  const parsed = parseOptions(strict(component.options(resolve)), options);
  return refused(() => component.create(parsed, listeners)) as ComponentKinds[K];
}

function expectSafe(config: unknown): void {
  const problems = unsafeKeys(config);
  if (problems.length > 0) throw configError(problems);
}

/** The component that a configuration names, and its options as they were written. */
function chosen(offers: Offers, kind: string, config: unknown): { component: Component<unknown>; options: unknown } {
  const isObject = typeof config === 'object' && config !== null && !Array.isArray(config);
  const { use, ...options }: { use?: unknown } = isObject ? config : { use: config };
  const named = offers.get(kind);
  const names = [...(named?.keys() ?? [])];
  const refuse = (message: string, path: readonly string[] = []): never => {
    throw configError([{ path, message }]);
  };
  if (!named) return refuse(`no loaded plugin provides a ${kind}. Name one that does under 'plugins'.`);
  if (typeof use !== 'string') {
    const received = isObject && use === undefined ? "an object without 'use'" : shown(use);
    return refuse(
      `expected a ${kind}, a name or { use: name, …options }, received ${received}. Known: ${names.join(', ')}.`,
    );
  }
  const offer = named.get(use);
  if (offer) return { component: offer.component, options };
  const known = suggestion(use, names, `${kind} components`);
  const list = known.startsWith('Known') ? '' : ` Known: ${names.join(', ')}.`;
  return refuse(`unknown ${kind} '${use}'. ${known}${list}`, isObject ? ['use'] : []);
}
