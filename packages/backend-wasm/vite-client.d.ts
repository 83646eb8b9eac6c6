/** Addresses of TensorFlow.js' .wasm files in this page, for `wasm({ paths })`: made by the plugin of `@innerloop/backend-wasm/vite`. */
declare module 'virtual:innerloop-wasm' {
  export const paths: Record<
    'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm',
    string
  >;
}
