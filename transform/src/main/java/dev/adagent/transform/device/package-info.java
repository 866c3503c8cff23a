/** What every device that runs kernels has in common. */
package dev.adagent.transform.device;
