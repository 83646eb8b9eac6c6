import { workerData } from 'node:worker_threads';
import { decodeShare } from './images/threads/share.js';
import type { SharedWork } from './images/threads/share.js';

/** A worker that decodes its share of many pictures: started by `decodeSmall`, of no use to anybody else. A failure ends it. */
void decodeShare(workerData as SharedWork);
