export { dataPlugin } from './plugins/data-plugin.js';
