/** Host copies, and classes with planted markers, under everything that reads or links class files. */
package dev.adagent.it.safety;
