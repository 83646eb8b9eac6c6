import type { Resample } from '../picture-form.js';

/** A filter: the weight of a pixel at a distance from the centre, zero beyond the radius. */
export interface Filter {
  readonly radius: number;
  weight(distance: number): number;
}

/** A pixel exactly between two boxes belongs to one of them. */
const box: Filter = { radius: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) };

const bilinear: Filter = { radius: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) };

/** Keys 1981, "Cubic convolution interpolation for digital image processing", with a = −1/2. */
const bicubic: Filter = {
  radius: 2,
  weight: (x) => {
    const d = Math.abs(x);
    if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
    return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
  },
};

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const lanczos: Filter = { radius: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) };

/** The filters that weigh pixels; `nearest` picks them. */
export const filters: Readonly<Record<Exclude<Resample, 'nearest'>, Filter>> = { box, bilinear, bicubic, lanczos };
