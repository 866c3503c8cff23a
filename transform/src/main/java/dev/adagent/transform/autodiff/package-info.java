/**
 * Derivatives of functions in the IR: {@link dev.adagent.transform.autodiff.Differentiator} is the way in. The steps, one class
 * each: bring the control flow into shape, find what memory each array value is, find what is active, add shadows, plan how the
 * reverse sweep gets each value of the forward sweep, emit the reverse sweep.
 */
package dev.adagent.transform.autodiff;
