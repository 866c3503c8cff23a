/**
 * The intermediate representation: functions in SSA form with block parameters, their text form ({@link
 * dev.adagent.transform.ir.IrPrinter}, {@link dev.adagent.transform.ir.IrParser}), {@link dev.adagent.transform.ir.Verifier} and {@link
 * dev.adagent.transform.ir.Interpreter}. It knows neither class files nor back ends. The page {@code docs/ir.md} introduces it.
 */
package dev.adagent.transform.ir;
