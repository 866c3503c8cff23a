/**
 * Does a class file link? Checks of class files by reading them, for classes that are not to be loaded: their form (JVMS §4), every name
 * in them resolved at once (JVMS §5.4.3), and the types of their code. The JVM itself resolves a name only when the instruction runs, so
 * that loading a class shows nothing of this.
 */
package dev.adagent.transform.link;
