/**
 * Method tables: what kernels run in place of the methods that they name ({@link dev.adagent.overlay.MethodTable}), the stacked
 * view of a job ({@link dev.adagent.overlay.TableView}), how tables are found ({@link dev.adagent.overlay.OverlayProvider}), and
 * what code generation must know of a target ({@link dev.adagent.overlay.Target}).
 */
package dev.adagent.overlay;
