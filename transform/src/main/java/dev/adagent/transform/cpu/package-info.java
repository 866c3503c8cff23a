/** The device that runs kernels on the JVM itself: bytecode over a pool of threads. */
package dev.adagent.transform.cpu;
