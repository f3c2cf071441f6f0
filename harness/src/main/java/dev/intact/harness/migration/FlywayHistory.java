package dev.intact.harness.migration;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;

/** A history of migrations, for whatever database. */
record FlywayHistory(Configuration configuration) {
    /** Migrates to that version; Flyway itself refuses one that the history does not have. */
    void migrate(DataSource dataSource, String version) {
        Flyway.configure(configuration.getClassLoader())
                .configuration(configuration)
                .dataSource(dataSource)
                .target(version)
                .load()
                .migrate();
    }

    /** Where it notes what was done, also what failed. */
    String table() {
        return configuration.getTable();
    }
}
