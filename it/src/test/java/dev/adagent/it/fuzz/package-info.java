/** Mutated class files through the agent's transformer, in a JVM of their own: {@link dev.adagent.it.fuzz.ClassFileFuzz}. */
package dev.adagent.it.fuzz;
