/**
 * My data: tasks that a program draws. Here straight lines: a task has its own slope and offset, an example is a point of the line.
 *
 * npx tsx --conditions=@innerloop/source examples/own-data/functions.ts
 */
import { wasm } from '@innerloop/backend-wasm';
import { disposeTree, meanSquaredError, meanSquaredErrorMetric, mlp, useBackend } from '@innerloop/core';
import { functions } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { sgd, adam } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { exact, metaStep, train } from '@innerloop/training';

await useBackend(wasm());
