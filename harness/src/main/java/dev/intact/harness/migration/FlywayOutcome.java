package dev.intact.harness.migration;

import dev.intact.harness.Database;

/** What becomes of a database when it is migrated to a version of a Flyway history. */
public final class FlywayOutcome extends MigrationOutcome<FlywayOutcome> {
    private final FlywayHistory history;
    private final String version;

    FlywayOutcome(MigrationTest test, FlywayHistory history, String version) {
        super(test);
        this.history = history;
        this.version = version;
    }

    @Override
    String name() {
        return "version " + version;
    }

    @Override
    void migrate(Database database) {
        history.migrate(database.dataSource(), version);
    }

    /** It notes what failed. */
    @Override
    boolean isItsOwn(String line) {
        return line.contains(history.table());
    }

    @Override
    FlywayOutcome self() {
        return this;
    }
}
