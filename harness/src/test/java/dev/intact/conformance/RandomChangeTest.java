package dev.intact.conformance;

import static dev.intact.harness.assertion.IntactAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.error.IntactException;
import dev.intact.harness.Snapshot;
import dev.intact.harness.arbitrary.GeneratedSchema;
import dev.intact.harness.arbitrary.IntactArbitraries;
import dev.intact.harness.migration.Invariants;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * Over random schemas and changes: either the change is refused, and nothing changed; or it is done, and nothing changed
 * that it does not speak of.
 */
@Tag("exhaustive")
class RandomChangeTest {
    private static final List<String> REFUSALS = List.of(
            "duplicate-key",
            "orphan",
            "referenced-row",
            "null-value",
            "shared-row",
            "missing-row",
            "unclaimed-row",
            "conflict",
            "contradiction",
            "check",
            "astray-pointer",
            "dependents",
            "unsupported",
            "different-shape",
            "invalid-change");

    /** A schema, and a change to it. */
    record Case(GeneratedSchema schema, Change change) {}

    @Provide
    Arbitrary<Case> cases() {
        return IntactArbitraries.schemas()
                .flatMap(schema -> IntactArbitraries.changes(schema).map(change -> new Case(schema, change)));
    }

    @Property(tries = 200)
    void onSqlite(@ForAll("cases") Case one) throws SQLException {
        holds(Target.SQLITE, one);
    }

    @Property(tries = 100)
    void onSqliteMadeAnew(@ForAll("cases") Case one) throws SQLException {
        holds(Target.SQLITE_REBUILD, one);
    }

    @Property(tries = 25)
    void onPostgresAtomically(@ForAll("cases") Case one) throws SQLException {
        holds(Target.POSTGRES_14, one);
    }

    @Property(tries = 25)
    void onPostgresOnline(@ForAll("cases") Case one) throws SQLException {
        holds(Target.POSTGRES_18_ONLINE, one);
    }

    private static void holds(Target target, Case one) throws SQLException {
        try (var database = target.open()) {
            one.schema.createIn(database);
            var intact = target.intact(database.dataSource());
            var before = Snapshot.of(database);
            try {
                var invariants = Invariants.of(database.dataSource()).allowing(intact.plan(one.change));
                intact.apply(one.change);
                invariants.assertHold();
                assertThat(intact.plan(one.change)).isEmpty();
            } catch (IntactException e) {
                assertThat(e.code()).as(e.getMessage()).isIn(REFUSALS);
                assertThat(Snapshot.of(database)).isEqualTo(before);
            }
        }
    }
}
