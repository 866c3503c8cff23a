package dev.adagent.transform.architecture.planted.opt;

import dev.adagent.transform.architecture.planted.lift.PlantedLift;

/** Part of a forbidden dependency: what stands for a pass uses the lift, and the lift uses it. */
public final class PlantedPass {
    PlantedLift lift;
}
