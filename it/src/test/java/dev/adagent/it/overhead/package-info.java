/** What the agent costs an app that has nothing for it: {@link dev.adagent.it.overhead.OverheadIT}. */
package dev.adagent.it.overhead;
