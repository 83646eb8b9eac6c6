#!/usr/bin/env bash
# Node.js 20 and later: a shared WebAssembly.Memory that nobody refers to any more is given back late, if at all, since V8 does not count its bytes
# when it decides whether to collect. Memories that are not shared are counted, and go. Who makes one shared memory after another, as a compiler
# for several threads does where shapes vary, runs out of memory while a heap of a few megabytes is reported.
# Needs node, and 700 MB. Fails if that changes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > memories.mjs <<'JS'
const pages = 320; // 20 MiB
const shared = process.argv[2] === 'shared';
for (let made = 0; made < 30; made += 1) {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  new Uint8Array(memory.buffer).fill(1); // memory is taken when it is touched
  await new Promise((resolve) => setTimeout(resolve, 10));
}
const { rss, external } = process.memoryUsage();
console.log(`${process.version} ${shared ? 'shared' : 'not shared'}: ${Math.round(rss / 2 ** 20)} MiB resident, ${Math.round(external / 2 ** 20)} MiB counted as external`);
process.exitCode = (rss / 2 ** 20 > 550) === shared ? 0 : 1;
JS
node memories.mjs not && node memories.mjs shared || { echo 'This is no longer so.'; exit 1; }
