import type { Shape } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';

/** Height, width and channels of an image. @throws InvalidOptionError if examples are no images */
export function imageShape(where: string, shape: Shape): readonly [height: number, width: number, channels: number] {
  const [height, width, channels = 1] = shape;
  if (height !== undefined && width !== undefined && shape.length <= 3) return [height, width, channels];
  throw new InvalidOptionError(
    `${where}: expected images of shape [height, width] or [height, width, channels], got [${shape.join(', ')}].`,
  );
}
