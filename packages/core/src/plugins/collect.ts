import type { Component, Plugin } from '../contracts/plugin.js';
import { configError } from './problems.js';

/** A component that a configuration may name. */
export interface Listed {
  readonly kind: string;
  readonly name: string;
  readonly plugin: string;
  readonly summary: string;
}

export type Offer = { readonly listed: Listed; readonly component: Component<unknown> };

/** Components by kind and name. */
export type Offers = ReadonlyMap<string, ReadonlyMap<string, Offer>>;

/**
 * All components of some plugins; a plugin that is given twice counts once.
 *
 * @throws ConfigError if two plugins provide components of one kind and name
 */
export function collect(plugins: readonly Plugin[]): Offers {
  const offers = new Map<string, Map<string, Offer>>();
  for (const plugin of new Set(plugins)) {
    for (const [kind, components = {}] of Object.entries(plugin.provides)) {
      const named = offers.get(kind) ?? new Map<string, Offer>();
      offers.set(kind, named);
      for (const [name, component] of Object.entries<Component<unknown>>(components)) {
        expectNew(named.get(name), kind, name, plugin);
        named.set(name, { listed: { kind, name, plugin: plugin.name, summary: component.summary }, component });
      }
    }
  }
  return offers;
}

function expectNew(other: Offer | undefined, kind: string, name: string, plugin: Plugin): void {
  if (!other) return;
  const message = `createRegistry: the plugins '${other.listed.plugin}' and '${plugin.name}' both provide the ${kind} '${name}'. Load one of them.`;
  throw configError([{ path: [], message }]);
}
