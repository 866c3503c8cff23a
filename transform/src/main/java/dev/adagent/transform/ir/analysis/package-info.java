/**
 * What passes ask of a function (control-flow graph, dominators, loops, uses) and what they build it with (SSA construction,
 * copying, inlining). An analysis is a snapshot: it is stale once the function changes.
 */
package dev.adagent.transform.ir.analysis;
