/** Value types of WebAssembly that our kernels use. */
export const valueTypes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;
export type ValueType = keyof typeof valueTypes;

/** Integer instructions on two operands, or one for `eqz`. */
export const i32Codes = {
  eqz: 0x45, eq: 0x46, ne: 0x47, ltS: 0x48, ltU: 0x49, gtS: 0x4a, gtU: 0x4b, leU: 0x4d, geS: 0x4e, geU: 0x4f,
  add: 0x6a, sub: 0x6b, mul: 0x6c, and: 0x71, or: 0x72, xor: 0x73, shl: 0x74, shrS: 0x75, shrU: 0x76,
} as const; // prettier-ignore

/** Scalar float32 instructions. */
export const f32Codes = {
  eq: 0x5b, ne: 0x5c, lt: 0x5d, gt: 0x5e, le: 0x5f, ge: 0x60,
  abs: 0x8b, neg: 0x8c, sqrt: 0x91, add: 0x92, sub: 0x93, mul: 0x94, div: 0x95, min: 0x96, max: 0x97,
} as const; // prettier-ignore

/**
 * Instructions on four float32 lanes; comparisons give a mask of ones or zeros.
 * `toI32` and `ofI32` convert, numbers out of range to the nearest in it and NaN to zero.
 * `pmax` is `a < b ? b : a`, `pmin` is `b < a ? b : a`: one machine instruction each, where `max` and `min` need several to
 * pass NaN of either operand on.
 * `relaxedMadd` is `a·b + c` and `relaxedNmadd` `c − a·b`, rounded once or twice as the machine likes: relaxed SIMD, which not every
 * engine has.
 */
export const f32x4Codes = {
  splat: 0x13, eq: 0x41, ne: 0x42, lt: 0x43, gt: 0x44, le: 0x45, ge: 0x46,
  abs: 0xe0, neg: 0xe1, sqrt: 0xe3, add: 0xe4, sub: 0xe5, mul: 0xe6, div: 0xe7, min: 0xe8, max: 0xe9, pmin: 0xea, pmax: 0xeb,
  ceil: 0x67, floor: 0x68, nearest: 0x6a, toI32: 0xf8, ofI32: 0xfa, relaxedMadd: 0x105, relaxedNmadd: 0x106,
} as const; // prettier-ignore

/** Instructions on four integer lanes; a shift's second operand is one number for all. */
export const i32x4Codes = {
  splat: 0x11, eq: 0x37, ne: 0x38, ltS: 0x39, gtS: 0x3b, leS: 0x3d, geS: 0x3f, abs: 0xa0, neg: 0xa1, shl: 0xab, shrS: 0xac,
  add: 0xae, sub: 0xb1, mul: 0xb5, minS: 0xb6, maxS: 0xb8,
} as const; // prettier-ignore

/**
 * Instructions on two float64 lanes. `ofLow` widens the first two of four float32, `toLow` makes two float32 followed by zeros,
 * `ofInteger` converts the first two of four integers.
 */
export const f64x2Codes = {
  eq: 0x47, nearest: 0x94, ofLow: 0x5f, toLow: 0x5e, ofInteger: 0xfe,
  sqrt: 0xef, add: 0xf0, sub: 0xf1, mul: 0xf2, div: 0xf3, pmin: 0xf6, pmax: 0xf7,
} as const; // prettier-ignore

/** Instructions on two integer lanes of 64 bits; a shift's second operand is one number for both. */
export const i64x2Codes = { shl: 0xcb, shrS: 0xcc, add: 0xce, sub: 0xd1 } as const;

/** Lanes made half as wide, numbers beyond the narrow range put at its ends: two vectors into one. */
export const narrowCodes = { i32ToI16: 0x85, i16ToI8: 0x65 } as const;

/** Bitwise instructions on a whole vector. */
export const v128Codes = { not: 0x4d, and: 0x4e, andnot: 0x4f, or: 0x50, xor: 0x51, bitselect: 0x52 } as const;

export type I32Instruction = keyof typeof i32Codes;
export type F32Instruction = keyof typeof f32Codes;
export type F32x4Instruction = keyof typeof f32x4Codes;
export type I32x4Instruction = keyof typeof i32x4Codes;
export type F64x2Instruction = keyof typeof f64x2Codes;
export type I64x2Instruction = keyof typeof i64x2Codes;
export type NarrowInstruction = keyof typeof narrowCodes;
export type V128Instruction = keyof typeof v128Codes;

/** Prefix of the SIMD instructions. */
export const simd = 0xfd;
/** Prefix of the bulk memory instructions. */
export const bulk = 0xfc;
