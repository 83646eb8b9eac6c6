import { EngineError } from '@innerloop/core';
import type Sharp from 'sharp';

let decoder: Promise<typeof Sharp> | undefined;

/** Whether the package is not there, or has no binary for this machine. */
const advice =
  'Pictures are decoded by sharp, which a browser has no use for and so is installed by itself: `npm install sharp`.';

async function loaded(): Promise<typeof Sharp> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    decoder = undefined; // it may be installed meanwhile
    throw new EngineError(
      `@innerloop/data/node: this picture needs the package sharp, which cannot be loaded. ${advice}`,
      {
        cause,
      },
    );
  }
}

/**
 * The decoder of pictures, an optional peer: loaded when the first picture needs it.
 *
 * @throws EngineError that says what to install
 */
export const pictureDecoder = (): Promise<typeof Sharp> => (decoder ??= loaded());
