#!/usr/bin/env bash
# sharp 0.35.5 (libvips) moves what it enlarges: a square in the middle of a 16 × 16 picture lies half an output pixel left and above of the
# middle of 32 × 32. Shrunk to 8 × 8 it stays in the middle, and Pillow and OpenCV keep it there in both directions. Networks that were trained
# on pictures enlarged by one of them see shifted pictures through the other.
# Needs node and npm. Fails if that changes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5
cat > centre.mjs <<'JS'
import sharp from 'sharp';

const side = 16;
const pixels = Buffer.alloc(side * side);
for (let y = 6; y < 10; y += 1) pixels.fill(255, y * side + 6, y * side + 10);
const centreAt = async (size) => {
  const picture = sharp(pixels, { raw: { width: side, height: side, channels: 1 } }).resize(size, size, { kernel: 'lanczos3' });
  const made = await picture.extractChannel(0).raw().toBuffer();
  let [sum, moment] = [0, 0];
  made.forEach((value, at) => ((sum += value), (moment += value * ((at % size) + 0.5))));
  return ((moment / sum / size) * side).toFixed(2);
};
console.log(`centre, of 16: 8.00 by right, ${await centreAt(8)} shrunk, ${await centreAt(32)} enlarged`);
JS
node centre.mjs | tee seen
grep -q '8.00 shrunk, 8.25 enlarged' seen || { echo 'This is no longer so.'; exit 1; }
