package dev.intact.flyway;

import dev.intact.dialect.Dialect;
import dev.intact.dialect.Turn;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Flyway as an application calls it that starts, and of which several instances may start at once: each migration is done
 * once, and the others wait for it as long as it takes.
 *
 * <pre>{@code
 * IntactFlyway.migrate(dataSource, IntactMigration.of("14", uniqueWorkflowId), IntactMigration.of("15", collapseStatus));
 * }</pre>
 */
@SuppressWarnings("exports") // Flyway is required static: whoever uses this requires it.
public final class IntactFlyway {
    private IntactFlyway() {}

    /**
     * {@return Flyway's configuration with what changes need: on PostgreSQL a lock at session level, for which others wait
     * without end} The rest is Flyway's default: SQL migrations are in {@code classpath:db/migration}.
     *
     * @param dataSource may be a pool of one: Flyway and the changes share a connection
     * @param migrations the migrations that are not SQL files, in any order
     */
    public static FluentConfiguration configure(DataSource dataSource, JavaMigration... migrations) {
        var configuration = Flyway.configure()
                .dataSource(dataSource)
                .javaMigrations(migrations)
                .lockRetryCount(FlywayLock.FOR_EVER);
        FlywayLock.outlastTransactions(configuration);
        return configuration;
    }

    /**
     * Does all migrations that the database does not have yet.
     *
     * @param dataSource as for {@link #configure}
     * @param migrations as for {@link #configure}
     * @return what Flyway did
     * @throws FlywayException if a migration fails; its message has Intact's text
     */
    public static MigrateResult migrate(DataSource dataSource, JavaMigration... migrations) {
        return migrate(configure(dataSource, migrations).load());
    }

    /**
     * Does the same with a Flyway that is configured already. In Spring Boot, make {@code IntactFlyway::migrate} the bean
     * of type {@code FlywayMigrationStrategy}.
     *
     * @param flyway made from {@link #configure}, or with the same settings
     * @return what Flyway did
     * @throws FlywayException if a migration fails; its message has Intact's text
     */
    public static MigrateResult migrate(Flyway flyway) {
        var dataSource = flyway.getConfiguration().getDataSource();
        var turn = turn(dataSource);
        try {
            return flyway.migrate();
        } finally {
            turn.close();
        }
    }

    private static Turn turn(DataSource dataSource) {
        try (var connection = dataSource.getConnection()) {
            return Dialect.of(connection).turn(connection);
        } catch (SQLException e) {
            throw new FlywayException("The database is not to be had: " + e.getMessage(), e);
        }
    }
}
