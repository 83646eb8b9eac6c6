#!/usr/bin/env bash
# fflate 0.8.3: unzipSync and unzip give the bytes of an archive whose content no longer fits the CRC-32 that the archive holds of it, without
# an error, and say nothing of it in their documentation: one bit of a stored entry is flipped here, as a disk or a broken download does.
# Python's zipfile refuses the same archive. Whoever reads data with fflate must compare the checksum themselves; its result does not carry it.
# Needs node, npm and python3. Fails if that changes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts fflate@0.8.3
cat > read.mjs <<'JS'
import { strFromU8, strToU8, unzip, unzipSync, zipSync } from 'fflate';
import { writeFileSync } from 'node:fs';

const archive = zipSync({ 'numbers.txt': [strToU8('1000'), { level: 0 }] });
const at = Buffer.from(archive).indexOf('1000');
archive[at] ^= 8; // the character 1 becomes 9
writeFileSync('damaged.zip', archive);
console.log(`unzipSync: ${strFromU8(unzipSync(archive)['numbers.txt'])}`);
unzip(archive, (error, files) => console.log(`unzip: ${error ?? strFromU8(files['numbers.txt'])}`));
JS
node read.mjs | tee seen
python3 -c "import zipfile; zipfile.ZipFile('damaged.zip').read('numbers.txt')" 2>&1 | tail -1 >> seen || true
tail -1 seen
grep -qx 'unzipSync: 9000' seen && grep -qx 'unzip: 9000' seen && grep -q 'BadZipFile: Bad CRC-32' seen || { echo 'This is no longer so.'; exit 1; }
echo 'As described: 1000 was packed, 9000 is read.'
