package dev.intact.harness.migration;

import dev.intact.harness.FlywayMigration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;

/** A history of migrations, for whatever database. */
record FlywayHistory(Configuration configuration) {
    /** {@return the way to that version} Flyway itself refuses one that the history does not have. */
    FlywayMigration upTo(String version) {
        return FlywayMigration.flyway(Flyway.configure(configuration.getClassLoader())
                .configuration(configuration)
                .target(version));
    }

    /** Where it notes what was done, also what failed. */
    String table() {
        return configuration.getTable();
    }
}
