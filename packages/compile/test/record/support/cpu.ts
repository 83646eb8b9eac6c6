import { useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll } from 'vitest';

/** Eager runs of a test file are on the plainest engine. */
export const onCpu = (): void =>
  beforeAll(async () => {
    await useBackend('cpu');
  });
