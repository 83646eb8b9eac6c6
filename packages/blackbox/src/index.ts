export { labelled } from './inputs/labelled.js';
