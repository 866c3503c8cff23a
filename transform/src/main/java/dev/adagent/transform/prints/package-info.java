/** What the threads of a launch print, on its way to the host. */
package dev.adagent.transform.prints;
