import { createRequire } from 'node:module';

/** As `@innerloop/backend-node` would find it. */
const fromBackendNode = createRequire(new URL('../../../packages/backend-node/package.json', import.meta.url));

function isInstalled(): boolean {
  try {
    fromBackendNode.resolve('@tensorflow/tfjs-node');
    return true;
  } catch {
    return false;
  }
}

/** Why tests on the native engine are skipped, if they are. */
export const nativeAbsence: string | undefined = isInstalled()
  ? undefined
  : 'tfjs-node is not installed: npm run setup:native';
