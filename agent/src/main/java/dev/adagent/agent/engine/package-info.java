/**
 * The engine's side of the door: these classes stand under {@code engine/} of adagent.jar and are loaded by the engine's own class loader,
 * together with the compiler and the devices.
 */
package dev.adagent.agent.engine;
