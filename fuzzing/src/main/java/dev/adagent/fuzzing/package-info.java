/**
 * Random programs run in every way that adagent can run them, and compared. Here: what all fuzzers share, from the command line to the
 * report. Each fuzzer has a package of its own and is a {@link dev.adagent.fuzzing.Fuzzer} that {@link dev.adagent.fuzzing.Main} names.
 */
package dev.adagent.fuzzing;
