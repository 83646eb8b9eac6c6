import { logOfFraction } from './logarithm.js';

/**
 * The standard normal quantile of `(word + ½) / 2³²`: the normal number that a 32-bit word stands for, in float64.
 *
 * Wichura's rational approximations on + − × ÷ and square roots, which IEEE 754 rounds the same everywhere, with our
 * own logarithm; relative error below 1e-9. Values lie within ±6.34, so his third branch (probabilities below e⁻²⁵)
 * is never reached.
 *
 * @see Wichura 1988, "Algorithm AS 241: The Percentage Points of the Normal Distribution"
 */
export function standardNormal(word: number): number {
  const q = (word - 2147483647.5) / 4294967296;
  if (q <= 0.425 && q >= -0.425) return central(q);
  const upper = q > 0;
  const tail = 2 * (upper ? 4294967295 - word : word) + 1;
  const x = outer(Math.sqrt(-logOfFraction(tail)));
  return upper ? x : -x;
}

/** The quantile of ½ + q, |q| ≤ 0.425. */
function central(q: number): number {
  const r = 0.180625 - q * q;
  let above = 2509.0809287301226727 * r + 33430.575583588128105;
  above = above * r + 67265.770927008700853;
  above = above * r + 45921.953931549871457;
  above = above * r + 13731.693765509461125;
  above = above * r + 1971.5909503065514427;
  above = above * r + 133.14166789178437745;
  above = above * r + 3.387132872796366608;
  let below = 5226.495278852854561 * r + 28729.085735721942674;
  below = below * r + 39307.89580009271061;
  below = below * r + 21213.794301586595867;
  below = below * r + 5394.1960214247511077;
  below = below * r + 687.1870074920579083;
  below = below * r + 42.313330701600911252;
  below = below * r + 1;
  return (above / below) * q;
}

/** The quantile of 1 − p, for √(−ln p) ≤ 5. */
function outer(root: number): number {
  const r = root - 1.6;
  let above = 7.7454501427834140764e-4 * r + 0.0227238449892691845833;
  above = above * r + 0.24178072517745061177;
  above = above * r + 1.27045825245236838258;
  above = above * r + 3.64784832476320460504;
  above = above * r + 5.7694972214606914055;
  above = above * r + 4.6303378461565452959;
  above = above * r + 1.42343711074968357734;
  let below = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4;
  below = below * r + 0.0151986665636164571966;
  below = below * r + 0.14810397642748007459;
  below = below * r + 0.68976733498510000455;
  below = below * r + 1.6763848301838038494;
  below = below * r + 2.05319162663775882187;
  below = below * r + 1;
  return above / below;
}
