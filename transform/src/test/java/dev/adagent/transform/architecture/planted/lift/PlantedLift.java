package dev.adagent.transform.architecture.planted.lift;

import dev.adagent.transform.architecture.planted.opt.PlantedPass;

/** The other half of a cycle of packages. */
public final class PlantedLift {
    PlantedPass pass;
}
