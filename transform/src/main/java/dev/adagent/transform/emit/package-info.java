/** SSA to JVM bytecode and hidden classes. */
package dev.adagent.transform.emit;
