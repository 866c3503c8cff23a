/**
 * The agent: {@link dev.adagent.agent.Agent} is started by the JVM, {@link dev.adagent.agent.KernelTransformer} gives opted-in classes
 * their host copies, {@link dev.adagent.agent.Door} is where the api finds the engine, {@link dev.adagent.agent.EngineLoader} keeps the
 * engine's classes apart from the app's. This package stands at the root of {@code adagent.jar} and uses only the JDK; everything else
 * in the jar stands under {@code engine/}.
 */
package dev.adagent.agent;
