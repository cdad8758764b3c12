/** Entries of onnxruntime's session configuration, the same for all sessions. */
export const sessionConfig = {
  session: {
    // Float graphs stay float. Otherwise the runtime fuses dequantised weights into integer products, which gives other
    // answers and, on WebGPU, runs on the CPU.
    disable_quant_qdq: '1',
  },
  optimization: {
    // Gemm copies the bias to its output before it multiplies. On the CPU this is 5 % slower than MatMul and Add.
    disable_specified_optimizers: 'MatMulAddFusion',
  },
} as const;

/**
 * The same where memory matters more than time: weights are dequantised when they are used, and not kept in float32 beside
 * what they come from. Opened, a graph takes a third of the memory; to run it takes 5 % more time, for a few tokens 12 %.
 */
export const frugalSessionConfig = {
  ...sessionConfig,
  optimization: { disable_specified_optimizers: 'MatMulAddFusion;ConstantFolding' },
} as const;
