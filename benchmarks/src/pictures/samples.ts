import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Pseudo-random numbers from 0 to 1, the same in every run (Park and Miller 1988). */
function generator(start: number): () => number {
  let state = start;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

interface Kind {
  readonly name: string;
  readonly channels: 1 | 2 | 3 | 4;
  /** What a channel is at a place. */
  value(x: number, y: number, channel: number): number;
}

function kindsOf(random: () => number, width: number, height: number): readonly Kind[] {
  const waves = (x: number, y: number, channel: number): number =>
    127.5 + 127.5 * Math.sin((x * (channel + 2)) / 5 + (y * (3 - channel)) / 7);
  const ink = (x: number, y: number): number => (Math.hypot(x - width / 2, y - height / 2) % 9 < 3 ? 0 : 255);
  return [
    { name: 'noise', channels: 3, value: () => 256 * random() },
    { name: 'extremes', channels: 3, value: () => (random() < 0.5 ? 0 : 255) },
    { name: 'waves', channels: 3, value: waves },
    { name: 'ink', channels: 1, value: ink },
    { name: 'alpha', channels: 4, value: (x, y, channel) => (channel === 3 ? 256 * random() : waves(x, y, channel)) },
  ];
}

/** Writes pictures that are hard to resample as PNG files: noise, extremes, waves, ink, transparency; in several shapes. */
export async function writeSamples(
  folder: string,
  shapes: readonly (readonly [width: number, height: number])[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const random = generator(7);
  for (const [width, height] of shapes) {
    for (const { name, channels, value } of kindsOf(random, width, height)) {
      const pixels = Uint8Array.from({ length: width * height * channels }, (_, at) => {
        const pixel = Math.floor(at / channels);
        return Math.min(255, Math.floor(value(pixel % width, Math.floor(pixel / width), at % channels)));
      });
      const file = await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();
      await writeFile(join(folder, `${name}-${width}x${height}.png`), file);
    }
  }
}
