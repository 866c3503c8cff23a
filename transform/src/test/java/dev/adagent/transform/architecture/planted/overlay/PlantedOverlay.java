package dev.adagent.transform.architecture.planted.overlay;

import dev.adagent.transform.ir.Function;

/** A forbidden dependency: what stands for a method table uses the engine. */
final class PlantedOverlay {
    Function engine;
}
