package dev.intact.harness;

import static dev.intact.Operations.addUnique;
import static dev.intact.harness.FlywayMigration.flyway;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.flyway.IntactFlyway;
import dev.intact.flyway.IntactMigration;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flyway's history in every database, and what tells one history from another. */
class FlywaySourceTest {
    private static FluentConfiguration history() {
        return Flyway.configure()
                .locations("classpath:dev/intact/harness/history")
                .placeholders(Map.of("external_id", "a"));
    }

    @ParameterizedTest
    @MethodSource("dev.intact.harness.TestDatabasesTest#everyKind")
    void everyDatabaseHasTheHistory(DatabaseSource source) throws SQLException {
        var migrated = source.migratedBy(flyway(history()));
        for (var i = 0; i < 2; i++) {
            try (var database = migrated.open()) {
                assertThat(database.rows("select * from tasks")).containsExactly(List.of(1L, "a"));
                assertThat(database.rows("select version from flyway_schema_history order by installed_rank"))
                        .containsExactly(List.of("1"), List.of("2"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.intact.harness.TestDatabasesTest#everyKind")
    void aHistoryMayHoldChanges(DatabaseSource source) throws SQLException {
        var unique = Change.of("external_id is unique", addUnique("tasks", "external_id"));
        try (var application = TestDatabases.sqlite().open()) {
            var history = IntactFlyway.configure(application.dataSource(), IntactMigration.of("3", unique))
                    .locations("classpath:dev/intact/harness/history")
                    .placeholders(Map.of("external_id", "a"));
            try (var database = source.migratedBy(flyway(history)).open()) {
                assertThatThrownBy(() -> database.execute("insert into tasks values (2, 'a')"))
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void theDataSourceOfTheConfigurationIsLeftAlone() throws SQLException {
        try (var application = TestDatabases.sqlite().open();
                var database = TestDatabases.sqlite()
                        .migratedBy(flyway(history().dataSource(application.dataSource())))
                        .open()) {
            assertThat(database.rows("select * from tasks")).hasSize(1);
            assertThatThrownBy(() -> application.rows("select * from tasks")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void theSameHistoryIsTheSameMigration() {
        assertThat(flyway(history())).isEqualTo(flyway(history())).hasSameHashCodeAs(flyway(history()));
        assertThat(flyway(history().javaMigrations(new Third(7))))
                .isEqualTo(flyway(history().javaMigrations(new Third(7))));
    }

    @Test
    void anotherChecksumPlaceholderOrTargetMakesAnother() {
        var same = flyway(history());
        assertThat(flyway(history().placeholders(Map.of("external_id", "b")))).isNotEqualTo(same);
        assertThat(flyway(history().target("1"))).isNotEqualTo(same);
        assertThat(flyway(history().table("another_history"))).isNotEqualTo(same);
        assertThat(flyway(history().javaMigrations(new Third(8))))
                .isNotEqualTo(flyway(history().javaMigrations(new Third(7))));
    }

    @Test
    void aJavaMigrationWithoutAChecksumIsEqualToItselfAlone() {
        var third = new Third(null);
        assertThat(flyway(history().javaMigrations(third)))
                .isEqualTo(flyway(history().javaMigrations(third)))
                .isNotEqualTo(flyway(history().javaMigrations(new Third(null))));
    }

    @Test
    void aConfigurationThatChangesAfterwardsChangesNothing() throws SQLException {
        var configuration = history();
        var migrated = TestDatabases.sqlite().migratedBy(flyway(configuration));
        configuration.target("1");
        try (var database = migrated.open()) {
            assertThat(database.rows("select * from tasks")).hasSize(1);
        }
    }

    /** A class whose instances differ. */
    private static final class Third implements JavaMigration {
        private final @Nullable Integer checksum;

        Third(@Nullable Integer checksum) {
            this.checksum = checksum;
        }

        @Override
        public MigrationVersion getVersion() {
            return MigrationVersion.fromVersion("3");
        }

        @Override
        public String getDescription() {
            return "third";
        }

        @Override
        public @Nullable Integer getChecksum() {
            return checksum;
        }

        @Override
        public boolean canExecuteInTransaction() {
            return true;
        }

        @Override
        public void migrate(Context context) {}
    }
}
