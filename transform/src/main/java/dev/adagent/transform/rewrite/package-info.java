/** Class files to class files. */
package dev.adagent.transform.rewrite;
