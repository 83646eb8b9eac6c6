export { corePlugin } from './plugins/core-plugin.js';
export { component } from './plugins/component.js';
export type { ComponentDefinition } from './plugins/component.js';
export { part } from './plugins/part.js';
export { createRegistry } from './plugins/registry.js';
export type { Registry } from './plugins/registry.js';
export type { Listed } from './plugins/collect.js';
export type { JsonSchema } from './plugins/json-schema.js';
