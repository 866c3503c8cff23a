package dev.adagent.fuzzing.language;

import dev.adagent.transform.device.Kernel;

/** Where tests put mistakes of a compiler, to see that they are found. */
interface Faults {
    Faults NONE = kernel -> kernel;

    /** The kernel, perhaps with a mistake in its code. */
    Kernel plantIn(Kernel kernel);
}
