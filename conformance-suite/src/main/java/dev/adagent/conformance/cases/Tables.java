package dev.adagent.conformance.cases;

import java.util.List;

/** The classes whose methods compute the cases. */
public final class Tables {
    /** Every class with cases. */
    public static final List<Class<?>> CLASSES = List.of(
            TableA.class,
            TableB.class,
            TableBArrays.class,
            TableC.class,
            TableCArrays.class,
            TableD.class,
            Batched.class,
            BatchedKernels.class,
            Split.class,
            TableE.class,
            TableF.class,
            TableFBlocks.class,
            TableFLaunches.class,
            TableG.class,
            VolumeRhsDouble.class,
            VolumeRhsFloat.class);

    private Tables() {}
}
