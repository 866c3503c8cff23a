/**
 * Optimisations on the IR, one small class each; {@link dev.adagent.transform.opt.OptPipeline} has their order. Every one keeps
 * Java's semantics bit for bit, the order of observable exceptions included.
 */
package dev.adagent.transform.opt;
