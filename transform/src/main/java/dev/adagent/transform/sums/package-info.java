/** Sums that do not depend on the order of their additions: what kernels with the {@code deterministic} switch add by. */
package dev.adagent.transform.sums;
