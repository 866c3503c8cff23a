/** The functions of the conformance cases, a class or more for each table, each function written once as README.md defines it. */
package dev.adagent.conformance.cases;
