import { omniglot } from '@innerloop/data/node';
const [path, resample] = process.argv.slice(2);
const began = performance.now(); const c0=process.cpuUsage();
const source = omniglot({ path, resample, cache: false });
const parts = [await source.examples('train'), await source.examples('validation')];
const c=process.cpuUsage(c0);
console.log(resample, ((performance.now() - began) / 1000).toFixed(2), 'cpu', ((c.user+c.system)/1e6).toFixed(2), parts[0].values.length/784, (process.resourceUsage().maxRSS/1024).toFixed(0)+' MB');
