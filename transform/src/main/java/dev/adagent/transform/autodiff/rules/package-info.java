/** Derivatives of the primitive operations, as data: one {@link dev.adagent.transform.autodiff.rules.Rule} for each. */
package dev.adagent.transform.autodiff.rules;
