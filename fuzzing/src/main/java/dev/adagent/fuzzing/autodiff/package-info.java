/**
 * The differentiation engine: derivatives of random Java programs, made in every mode and on every device, must agree with each other
 * and with differences of the program in more precise arithmetic, which know nothing of the engine's rules.
 */
package dev.adagent.fuzzing.autodiff;
