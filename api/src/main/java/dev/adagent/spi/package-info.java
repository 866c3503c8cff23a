/** How the api reaches the engine that the agent brings. Not for apps. */
package dev.adagent.spi;
