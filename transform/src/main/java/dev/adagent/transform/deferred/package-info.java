/** Markers of derivatives that are compiled together with their caller: found, differentiated innermost first, linked, gone. */
package dev.adagent.transform.deferred;
