/** Decodes Omniglot's training and validation characters, in a process of its own: prints what `omniglot.ts` measures. */
import { createHash } from 'node:crypto';
import { omniglot } from '@innerloop/data/node';

const [path = '', resample = ''] = process.argv.slice(2);
const began = performance.now();
const source = omniglot({ path, resample: resample as 'nearest', cache: false });
const parts = [await source.examples('train'), await source.examples('validation')];
const seconds = (performance.now() - began) / 1000;

const values = Buffer.concat(parts.map((part) => new Uint8Array(part.values as Uint8Array)));
const digest = createHash('sha256').update(new Uint8Array(values).sort()).digest('hex');
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ pictures: values.length / 28 ** 2, seconds, megabytes, digest }));
