import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { beforeAll } from 'vitest';
import { describeMatrix } from './describe-matrix.js';

beforeAll(() => useBackend(wasm()));

describeMatrix('on wasm');
