/** Runs the conformance cases of derivatives: a file of inputs and expected numbers, functions written once for each id. */
package dev.adagent.conformance;
