/** Entries of onnxruntime's session configuration, for every session alike. */
export const sessionConfig = {
  session: {
    // Float graphs stay float: else the runtime fuses dequantised weights into integer products, with other answers and,
    // on WebGPU, a detour over the CPU.
    disable_quant_qdq: '1',
  },
  optimization: {
    // Gemm spreads the bias over its output before it multiplies: on the CPU that is 5 % slower than MatMul and Add.
    disable_specified_optimizers: 'MatMulAddFusion',
  },
} as const;
