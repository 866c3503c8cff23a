package dev.adagent.transform.architecture.planted.api;

import dev.adagent.transform.ir.Function;

/** A forbidden dependency: what stands for the API uses the engine. */
final class PlantedApi {
    Function engine;
}
