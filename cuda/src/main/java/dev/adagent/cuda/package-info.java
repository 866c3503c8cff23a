/** NVIDIA GPUs: the table {@code CUDA}, the target, and the device that launches compiled kernels through the driver. */
package dev.adagent.cuda;
