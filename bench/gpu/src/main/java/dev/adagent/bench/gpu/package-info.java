/** Speed of compiled kernels beside CUDA C++ of the same algorithm: {@link dev.adagent.bench.gpu.SpeedTable}. */
package dev.adagent.bench.gpu;
