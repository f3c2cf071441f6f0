package dev.intact;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.intact", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule EACH_FLOOR_RESTS_ON_THOSE_BELOW = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("flyway")
            .definedBy("dev.intact.flyway")
            .layer("entrance")
            .definedBy("dev.intact")
            .layer("dialect")
            .definedBy("dev.intact.dialect")
            .layer("plan")
            .definedBy("dev.intact.plan")
            .layer("operation")
            .definedBy("dev.intact.operation")
            .layer("check")
            .definedBy("dev.intact.check")
            .layer("catalog")
            .definedBy("dev.intact.catalog")
            .layer("error")
            .definedBy("dev.intact.error")
            .whereLayer("flyway")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("entrance")
            .mayOnlyBeAccessedByLayers("flyway")
            .whereLayer("dialect")
            .mayOnlyBeAccessedByLayers("flyway", "entrance")
            .whereLayer("plan")
            .mayOnlyBeAccessedByLayers("flyway", "entrance", "dialect")
            .whereLayer("operation")
            .mayOnlyBeAccessedByLayers("flyway", "entrance", "dialect", "plan")
            .whereLayer("check")
            .mayOnlyBeAccessedByLayers("flyway", "entrance", "dialect", "plan", "operation")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("flyway", "entrance", "dialect", "plan", "operation", "check");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CIRCLES =
            slices().matching("dev.intact.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_DATABASE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.postgresql..", "org.sqlite..", "dev.intact.sqlite..", "dev.intact.postgres..");

    @ArchTest
    static final ArchRule CORE_USES_NO_REFLECTION =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.lang.reflect..");
}
