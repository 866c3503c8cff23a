/**
 * The objectives of ADBench (Srajer, Kukelova, Fitzgibbon, "A benchmark of selected algorithmic differentiation tools on some problems in
 * computer vision and machine learning", Optimization Methods and Software 33, 2018) as plain Java, their derivatives written by hand and by
 * {@code autodiff}. Before anything is timed, values and derivatives are compared with the reference values of the inputs.
 */
package dev.adagent.bench.host.adbench;
