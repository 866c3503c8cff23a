/** The language: random Java programs, compiled by javac, must do on every device what they do on the JVM. */
package dev.adagent.fuzzing.language;
