package dev.intact.flyway;

import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** An application's start on a database, with migrations in SQL files beside those that are changes. */
record Start(Database database, Path files) {
    /** Where applications start. */
    enum Place {
        SQLITE(0),
        POSTGRES_14(14),
        POSTGRES_18(18);

        private final int postgres;

        Place(int postgres) {
            this.postgres = postgres;
        }

        Database open() {
            return (postgres == 0 ? TestDatabases.sqliteFile() : TestDatabases.postgres(postgres)).open();
        }
    }

    Start withFile(String name, String sql) {
        try {
            Files.writeString(files.resolve(name), sql);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FluentConfiguration configuration(IntactMigration... migrations) {
        return IntactFlyway.configure(database.dataSource(), Arrays.copyOf(migrations, migrations.length))
                .locations("filesystem:" + files);
    }

    int migrate(IntactMigration... migrations) {
        return IntactFlyway.migrate(configuration(migrations).load()).migrationsExecuted;
    }
}
