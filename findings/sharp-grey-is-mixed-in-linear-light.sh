#!/usr/bin/env bash
# sharp 0.35.5: toColourspace('b-w') mixes colours in linear light. Pure green becomes 220 and blue 76, where Pillow, OpenCV and torchvision,
# and so the inputs of published networks, have the luma of Rec. 601 of the stored values: 150 and 29.
# Needs node and npm. Fails if that changes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5
cat > grey.mjs <<'JS'
import sharp from 'sharp';

const greyOf = async (r, g, b) => {
  const picture = sharp({ create: { width: 2, height: 2, channels: 3, background: { r, g, b } } });
  return (await picture.toColourspace('b-w').raw().toBuffer())[0];
};
console.log(`red ${await greyOf(255, 0, 0)}, green ${await greyOf(0, 255, 0)}, blue ${await greyOf(0, 0, 255)}; Rec. 601: 76, 150, 29`);
JS
node grey.mjs | tee seen
grep -q '^red 127, green 220, blue 76;' seen || { echo 'This is no longer so.'; exit 1; }
