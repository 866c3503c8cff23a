/**
 * From the IR to machine code: LLVM assembly ({@link dev.adagent.codegen.LlvmLowering}), LLVM's passes and back ends ({@link
 * dev.adagent.codegen.LlvmModule}), PTX and cubins ({@link dev.adagent.codegen.PtxCompiler}), and the same code run on the host ({@link
 * dev.adagent.codegen.HostJit}).
 */
package dev.adagent.codegen;
