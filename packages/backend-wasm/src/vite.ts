export { innerloopWasm } from './node/vite-plugin.js';
export type { ViteAdditions, VitePlugin, ViteProject } from './node/vite-plugin.js';
