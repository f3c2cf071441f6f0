package dev.intact.conformance;

import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.keepFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.check.ViolationsException;
import dev.intact.harness.Snapshot;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.operation.Reverse;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The versions between the oldest and the newest, which have every test. */
class MainPathTest {
    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17})
    void refusesResolvesEnforcesAndTakesBack(int version) throws SQLException {
        try (var database = TestDatabases.postgres(version).open()) {
            database.execute("""
                    create table tasks (id integer primary key, external_id text);
                    create index ix on tasks (external_id);
                    insert into tasks values (1, 'a'), (2, 'a'), (3, null), (4, null);
                    """);
            var before = Snapshot.schema(database);
            var unique = addUnique("tasks", "external_id").replacingIndex("ix");
            for (var intact : List.of(
                    Intact.using(database.dataSource()),
                    Intact.using(database.dataSource()).atomic())) {
                assertThatThrownBy(() -> intact.apply(Change.of("x", unique))).isInstanceOf(ViolationsException.class);
                var change = Change.of("x", unique.onDuplicates(keepFirst(asc("id"))));
                var report = intact.apply(change);
                assertThatThrownBy(() -> database.execute("insert into tasks values (9, 'a')"))
                        .isInstanceOf(SQLException.class);
                assertThat(intact.apply(change).changedAnything()).isFalse();
                intact.apply(((Reverse.Reversible) report.reverse()).change());
                database.execute("drop table intact_quarantine_tasks", "insert into tasks values (2, 'a')");
                assertThat(Snapshot.schema(database)).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17})
    void refusesOrphansMovesThemEnforcesAKeyAndTakesItBack(int version) throws SQLException {
        try (var database = TestDatabases.postgres(version).open()) {
            database.execute("""
                    create table projects (id integer primary key);
                    create table tasks (id integer primary key, project_id integer);
                    create table steps (id integer primary key, task_id integer references tasks (id) on delete cascade);
                    insert into projects values (1);
                    insert into tasks values (1, 1), (2, 77), (3, null);
                    insert into steps values (1, 1), (2, 2);
                    """);
            var before = Snapshot.schema(database);
            var key = addForeignKey("tasks", "project_id").references("projects", "id");
            for (var intact : List.of(
                    Intact.using(database.dataSource()),
                    Intact.using(database.dataSource()).atomic())) {
                assertThatThrownBy(() -> intact.apply(Change.of("x", key))).isInstanceOf(ViolationsException.class);
                var change = Change.of("x", key.onOrphans(delete()));
                var report = intact.apply(change);
                assertThatThrownBy(() -> database.execute("insert into tasks values (9, 78)"))
                        .isInstanceOf(SQLException.class);
                assertThat(database.rows("select id from intact_quarantine_steps"))
                        .isEqualTo(List.of(List.of(2L)));
                assertThat(intact.apply(change).changedAnything()).isFalse();
                intact.apply(((Reverse.Reversible) report.reverse()).change());
                database.execute(
                        "drop table intact_quarantine_tasks, intact_quarantine_steps",
                        "insert into tasks values (2, 77)",
                        "insert into steps values (2, 2)");
                assertThat(Snapshot.schema(database)).isEqualTo(before);
            }
        }
    }
}
