package dev.intact.harness.assertion;

import dev.intact.catalog.Catalog;
import dev.intact.check.Violation;
import dev.intact.plan.Plan;

/**
 * The beginning of every assertion; meant to be imported statically, beside AssertJ's own {@code assertThat} if need be.
 *
 * <pre>{@code
 * var catalog = Intact.using(dataSource).catalog();
 * assertThat(catalog).table("workflow").hasColumn("run_id").isNotNull();
 * assertThat(catalog).table("step").hasForeignKey("workflow_id").to("workflow", "id").onDelete(CASCADE);
 * assertThat(catalog).doesNotHaveTable("workflow_status");
 * assertThat(catalog).matchesSnapshot("schema.sql");
 *
 * assertThat(intact.plan(change)).neverRebuilds().hasViolation("orphan").in("step").ofRows(2);
 * }</pre>
 */
public final class IntactAssertions {
    private IntactAssertions() {}

    /** {@return assertions about a schema} See {@link dev.intact.Intact#catalog()}. */
    public static CatalogAssert assertThat(Catalog catalog) {
        return new CatalogAssert(catalog);
    }

    /** {@return assertions about what a change would do} See {@link dev.intact.Intact#plan}. */
    public static PlanAssert assertThat(Plan plan) {
        return new PlanAssert(plan);
    }

    /** {@return assertions about rows that break a rule} */
    public static ViolationAssert assertThat(Violation violation) {
        return new ViolationAssert(violation);
    }
}
