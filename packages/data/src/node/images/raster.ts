/** A decoded picture: a byte a channel, rows from the top, channels last. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 2: grey and alpha, 3: colour, 4: colour and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly pixels: Uint8Array;
}

/** A picture without transparency. */
export interface OpaqueRaster extends Raster {
  readonly channels: 1 | 3;
}
