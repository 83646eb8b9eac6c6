export { CodeBuilder } from './assembler/code-builder.js';
export type { Local } from './assembler/code-builder.js';
export { unsigned, signed, float32, text } from './assembler/encoding.js';
export { FunctionBuilder } from './assembler/function-builder.js';
export { instantiate, isSupported } from './assembler/instance.js';
export type { WasmMemory, WasmFunction } from './assembler/instance.js';
export {
  valueTypes,
  i32Codes,
  f32Codes,
  f32x4Codes,
  i32x4Codes,
  f64x2Codes,
  i64x2Codes,
  narrowCodes,
  v128Codes,
  simd,
  bulk,
} from './assembler/instructions.js';
export type {
  ValueType,
  I32Instruction,
  F32Instruction,
  F32x4Instruction,
  I32x4Instruction,
  NarrowInstruction,
  V128Instruction,
} from './assembler/instructions.js';
export { MemoryBuilder } from './assembler/memory-builder.js';
export { assemble } from './assembler/module.js';
export type { ImportedFunction, ModuleOptions } from './assembler/module.js';
export { relaxedSimdSupported } from './assembler/relaxed.js';
export { storeLanes } from './assembler/store-lanes.js';
export { walk } from './assembler/walk.js';
export type { Stretch } from './assembler/walk.js';
export { whileLeft } from './assembler/while-left.js';
export { planBroadcast } from './elementwise/broadcast.js';
export type { BroadcastPlan } from './elementwise/broadcast.js';
export { outerAxes, emitBinary, emitUnary } from './elementwise/emit-binary.js';
export type { InnerPattern } from './elementwise/emit-binary.js';
export { emitCast } from './elementwise/emit-cast.js';
export type { CastSource } from './elementwise/emit-cast.js';
export { floatLoop, truthLoop } from './elementwise/emit-loops.js';
export type { Stream, ElementRun, ElementLoop, Operation, Comparison } from './elementwise/emit-loops.js';
export { vectorOperations } from './elementwise/vector-operations.js';
export { pow } from './elementwise/power.js';
export { logicLoop } from './elementwise/logic.js';
export type { Connective } from './elementwise/logic.js';
export { binaryOperations, logicOperations, preluOperation, unaryOperations } from './elementwise/operations.js';
export type { ElementKernel } from './elementwise/operations.js';
export { emitGather } from './gather/emit-gather.js';
export { emitScatterAdd } from './gather/emit-scatter-add.js';
export { emitMatmul } from './matmul/emit-matmul.js';
export type {
  Epilogue,
  EpilogueStream,
  EpilogueVector,
  Matmul,
  MatmulAxis,
  MatmulPlaces,
  Place,
} from './matmul/matmul.js';
export { matmulFunction } from './matmul/matmul-function.js';
export type { MatmulFunction } from './matmul/matmul-function.js';
export { matmulScratchBytes } from './matmul/scratch.js';
export { productOf } from './matmul/shapes.js';
export type { ProductShapes, ShapedProduct } from './matmul/shapes.js';
export { emitIm2Col, emitCol2Im } from './patches/emit-patches.js';
export type { PatchCode } from './patches/emit-patches.js';
export { fieldOf, signatureOf, sizesOf } from './patches/geometry.js';
export type { Field } from './patches/geometry.js';
export { emitRow } from './patches/rows.js';
export type { RowAction } from './patches/rows.js';
export { emitArg } from './reduce/emit-arg.js';
export type { Extremum } from './reduce/emit-arg.js';
export { emitCumulate } from './reduce/emit-cumulate.js';
export type { CumulatedType, Cumulation } from './reduce/emit-cumulate.js';
export { emitReduceRows, emitReduceColumns } from './reduce/emit-reduce.js';
export type { Reduction } from './reduce/emit-reduce.js';
export { reducePasses, reducedShape } from './reduce/groups.js';
export type { AxisGroup, ReducePass } from './reduce/groups.js';
export { emitSelect } from './select/emit-select.js';
export type { Selected } from './select/emit-select.js';
export { emitSoftmax } from './softmax/emit-softmax.js';
export { emitCholeskySolve } from './solve/emit-cholesky-solve.js';
export type { CholeskySystems, SolveCode } from './solve/emit-cholesky-solve.js';
export { emitPlace } from './views/emit-place.js';
export { emitView } from './views/emit-view.js';
export { viewAxes, stridesOf, planView } from './views/plan-view.js';
export type { ViewAxis, ViewPattern, ViewPlan } from './views/plan-view.js';
