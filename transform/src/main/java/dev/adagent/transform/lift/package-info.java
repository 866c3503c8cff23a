/**
 * Class files to SSA: ASM's tree form of a method becomes a {@link dev.adagent.transform.ir.Function}, and every method that it reaches
 * becomes another one of the same module. All calls are looked up in the job's one method-table view.
 */
package dev.adagent.transform.lift;
