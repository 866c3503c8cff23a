package dev.adagent.transform.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Who may use what, from the module table of the architecture page. Each rule takes the packages that it is about, so that a planted
 * violation can be put to the same rule.
 */
final class ModuleRules {
    private static final String[] JAVA = {"java.."};
    private static final String OVERLAY = "dev.adagent.overlay..";
    private static final String IR = "dev.adagent.transform.ir..";

    /** LLVM, CUDA, and the modules that stand on this one. */
    static final String[] BACK_ENDS = {
        "org.bytedeco..", "jcuda..", "dev.adagent.codegen..", "dev.adagent.cuda..", "dev.adagent.agent.."
    };

    private ModuleRules() {}

    /** Uses the JDK's {@code java} packages, itself and {@code others} alone. */
    private static ArchRule usesOnly(String[] packages, String... others) {
        String[] allowed =
                Stream.of(JAVA, packages, others).flatMap(Arrays::stream).toArray(String[]::new);
        return classes()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }

    /** The public API has no dependency at all: apps and other back ends compile against it. */
    static ArchRule api(String... packages) {
        return usesOnly(packages).because("what apps compile against brings nothing with it");
    }

    /** Tables, and what is put in place of kernel methods, know the API alone, so that another back end needs no engine. */
    static ArchRule overlays(String... packages) {
        return usesOnly(packages, "dev.adagent", "dev.adagent.spi..")
                .because("a back end brings its own table and target without the engine");
    }

    /** The IR knows neither ASM nor LLVM nor any pass. */
    static ArchRule ir(String... packages) {
        return usesOnly(packages, OVERLAY)
                .because("every pass and back end stands on the IR, which stands on none of them");
    }

    /** Passes over the IR see neither class files nor machine code. */
    static ArchRule passes(String... packages) {
        return usesOnly(packages, IR, OVERLAY)
                .because("optimisation, differentiation and resolution work on the IR alone");
    }

    /** Only what reads or writes class files uses ASM and Byte Buddy. */
    static ArchRule classFiles(String root, String... readersAndWriters) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(readersAndWriters)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.objectweb.asm..", "net.bytebuddy..")
                .because("class files end at the lift and begin at the emitter");
    }

    /** Nothing before code generation knows LLVM, CUDA or the agent. */
    static ArchRule noBackEnd(String root, String... backEnds) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(backEnds)
                .because("the transform module runs wherever a JDK does");
    }

    /** The packages of a root form no cycle. */
    static ArchRule noCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }
}
