import '@tensorflow/tfjs-backend-cpu';
import { useBackend } from '@innerloop/core';
import { beforeAll } from 'vitest';
import { describeMatrix } from './describe-matrix.js';

beforeAll(() => useBackend('cpu'));

describeMatrix('on cpu');
