/** ln 2, rounded to float64. */
const LN2 = 0.6931471805599453;

/**
 * The natural logarithm of `integer / 2³³`, for 0 < integer < 2³², to about 1e-11 absolute.
 *
 * `Math.log` may differ in the last place from engine to engine; this uses only + − × ÷ on float64, which IEEE 754
 * rounds the same everywhere. With m = integer scaled into [√½, √2) and s = (m − 1) / (m + 1), |s| ≤ 0.172:
 * ln m = 2 (s + s³/3 + s⁵/5 + … ).
 */
export function logOfFraction(integer: number): number {
  let exponent = 31 - Math.clz32(integer);
  let mantissa = integer / 2 ** exponent;
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  const series = 1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13))))));
  return 2 * s * series + (exponent - 33) * LN2;
}
