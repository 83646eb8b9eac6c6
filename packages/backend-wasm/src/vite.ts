export { innerloopWasm } from './node/vite-plugin.js';
export type { VitePlugin } from './node/vite-plugin.js';
