package dev.adagent.codegen;

/**
 * The passes of LLVM that code gets, named as for its tool {@code opt}. Infer-address-spaces comes first everywhere: once it is known which
 * pointers are of shared memory, the alignment of those arrays is known too, and neighbouring accesses become wide ones.
 */
final class LlvmPasses {
    private static final String COMBINE = "instcombine<no-verify-fixpoint>,";

    /** What every target but NVIDIA's gets. */
    static final String O2 = "function(infer-address-spaces),default<O2>";

    /**
     * NVIDIA's GPUs: the order of LLVM 20's {@code default<O2>} without what finds nothing in code that our own optimiser has been through, and
     * without vectorisers. PTX is the same as with it, in 70 % of the time ({@code LlvmPassesTest}; bench/results, compile-times).
     * {@code default<O0>} is only the passes of the target itself: {@code nvvm-reflect}, and the ranges of thread and block indices.
     * Attributes of functions have to be found in the end, since memory that is only read is loaded otherwise.
     */
    static final String PTX = "function(infer-address-spaces),default<O0>," + early() + inner() + late();

    /** The few passes that make code small; even {@code -O1} takes three quarters of the time of {@code -O3}. */
    static final String FEW = "function(sroa,early-cse,instsimplify,simplifycfg)";

    private LlvmPasses() {}

    private static String early() {
        return "function<eager-inv>(simplifycfg,sroa<modify-cfg>,early-cse),ipsccp,globalopt,function<eager-inv>("
                + COMBINE + "simplifycfg),";
    }

    private static String inner() {
        return "cgscc(inline,function-attrs<skip-non-recursive-function-attrs>,function<eager-inv;no-rerun>("
                + "sroa<modify-cfg>,early-cse<memssa>,speculative-execution<only-if-divergent-target>,"
                + "jump-threading,correlated-propagation,simplifycfg,reassociate,"
                + "loop-mssa(loop-instsimplify,loop-simplifycfg,licm<no-allowspeculation>,"
                + "loop-rotate<header-duplication>,licm,simple-loop-unswitch<no-nontrivial;trivial>),simplifycfg,"
                + COMBINE + "loop(indvars,loop-deletion,loop-unroll-full),sroa<modify-cfg>,gvn,bdce,"
                + COMBINE
                + "jump-threading,correlated-propagation,adce,dse,simplifycfg<hoist-common-insts;sink-common-insts>),"
                + "function-attrs),deadargelim,globalopt,globaldce,rpo-function-attrs,";
    }

    private static String late() {
        return "function<eager-inv>(loop-unroll<O2>,sroa<preserve-cfg>,infer-alignment,"
                + COMBINE + "loop-mssa(licm),instsimplify,div-rem-pairs,"
                + "simplifycfg<forward-switch-cond;switch-range-to-icmp;switch-to-lookup;no-keep-loops;"
                + "hoist-common-insts;sink-common-insts>),globaldce";
    }

    /** What the code for a target gets in full. */
    static String of(String triple) {
        return LlvmTarget.isNvidia(triple) ? PTX : O2;
    }
}
