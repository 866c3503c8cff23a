/**
 * What apps compile against: kernels ({@link dev.adagent.GpuKernel}, {@link dev.adagent.Kernel}, {@link dev.adagent.Gpu}) and
 * derivatives ({@link dev.adagent.Autodiff}). Working types without an engine and without dependencies; the engine comes with the
 * agent.
 */
package dev.adagent;
