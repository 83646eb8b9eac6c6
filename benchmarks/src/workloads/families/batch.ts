/** One side of a meta-batch, flat: `x` `[tasks, examples, ...features]`, `y` `[tasks, examples, outputs]`, labels one-hot. */
export type Side = { readonly x: Float32Array; readonly y: Float32Array };

export type MetaBatch = { readonly support: Side; readonly query: Side };
