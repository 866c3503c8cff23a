package dev.adagent.transform.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The module rules on the classes of this module and those below it; each has a planted violation that it must find. */
class ArchitectureTest {
    private static final String ROOT = "dev.adagent.transform";
    private static final String PLANTED = "dev.adagent.transform.architecture.planted";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.adagent");
    private static final JavaClasses PLANTS = new ClassFileImporter().importPackages(PLANTED);

    private static void finds(ArchRule rule, String what) {
        assertThatThrownBy(() -> rule.check(PLANTS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(what);
    }

    @Test
    void theApiUsesTheJdkAlone() {
        ModuleRules.api("dev.adagent", "dev.adagent.spi..").check(MAIN);
        finds(ModuleRules.api(PLANTED + ".api"), "PlantedApi");
    }

    @Test
    void tablesAndKernelOverlaysUseTheApiAlone() {
        ModuleRules.overlays("dev.adagent.overlay..").check(MAIN);
        finds(ModuleRules.overlays(PLANTED + ".overlay"), "PlantedOverlay");
    }

    @Test
    void theIrKnowsNeitherAsmNorAnyPass() {
        ModuleRules.ir("dev.adagent.transform.ir..").check(MAIN);
        finds(ModuleRules.ir(PLANTED + ".ir"), "PlantedIr");
    }

    @Test
    void passesWorkOnTheIrAlone() {
        ModuleRules.passes(ROOT + ".opt..", ROOT + ".autodiff..", ROOT + ".deferred..")
                .check(MAIN);
        finds(ModuleRules.passes(PLANTED + ".opt"), "PlantedPass");
    }

    @Test
    void classFilesAreReadByTheLiftAndWrittenByTheEmitterTheRewriterAndTheCpuDevice() {
        ModuleRules.classFiles(
                        ROOT,
                        ROOT + ".lift..",
                        ROOT + ".rewrite..",
                        ROOT + ".emit..",
                        ROOT + ".cpu..",
                        ROOT + ".link..")
                .check(MAIN);
        finds(ModuleRules.classFiles(PLANTED, PLANTED + ".lift"), "PlantedIr");
    }

    @Test
    void theTransformModuleKnowsNoBackEnd() {
        ModuleRules.noBackEnd(ROOT, ModuleRules.BACK_ENDS).check(MAIN);
        finds(ModuleRules.noBackEnd(PLANTED, PLANTED + ".lift"), "PlantedPass");
    }

    @Test
    void packagesFormNoCycle() {
        ModuleRules.noCycles(ROOT).check(MAIN);
        finds(ModuleRules.noCycles(PLANTED), "Cycle detected");
    }
}
