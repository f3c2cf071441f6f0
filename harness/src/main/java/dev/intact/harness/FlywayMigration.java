package dev.intact.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A history of migrations that Flyway runs, known by their versions and checksums and by the settings that they depend
 * on.
 */
public final class FlywayMigration implements Migration {
    private final FluentConfiguration configuration;
    private final List<@Nullable Object> fingerprint;

    private FlywayMigration(FluentConfiguration configuration, List<@Nullable Object> fingerprint) {
        this.configuration = configuration;
        this.fingerprint = fingerprint;
    }

    /**
     * {@return what Flyway does with that configuration}
     *
     * <pre>{@code
     * TestDatabases.postgres().migratedBy(flyway(Flyway.configure().locations("classpath:db/migration")))
     * }</pre>
     *
     * @param configuration taken as it is now, but for its data source: each database has its own
     */
    public static FlywayMigration flyway(Configuration configuration) {
        var own = copy(configuration);
        return new FlywayMigration(own, fingerprint(own));
    }

    @Override
    public void migrate(DataSource dataSource) {
        copy(configuration).dataSource(dataSource).load().migrate();
    }

    private static FluentConfiguration copy(Configuration configuration) {
        return Flyway.configure(configuration.getClassLoader()).configuration(configuration);
    }

    // Which migrations there are, Flyway says only in the presence of a database. Any will do, as long as nothing is
    // run.
    private static List<@Nullable Object> fingerprint(FluentConfiguration configuration) {
        var fingerprint = new ArrayList<@Nullable Object>();
        try (var nothing = SqliteDatabase.inMemory()) {
            var resolving = copy(configuration)
                    .dataSource(nothing.dataSource())
                    .callbacks(new Callback[0])
                    .skipDefaultCallbacks(true);
            if (configuration.getInitSql() != null) {
                resolving.initSql("");
            }
            for (var migration : resolving.load().info().all()) {
                fingerprint.add(Arrays.asList(
                        migration.getVersion(),
                        migration.getDescription(),
                        migration.getScript(),
                        migration.getChecksum()));
            }
        }
        // Without a checksum nothing is known of what one does but that it does the same each time.
        for (var migration : configuration.getJavaMigrations()) {
            fingerprint.add(migration.getChecksum() == null ? migration : migration.getClass());
        }
        fingerprint.addAll(Arrays.asList(
                List.of(configuration.getLocations()),
                List.of(configuration.getCallbacks()),
                List.of(configuration.getResolvers()),
                List.of(configuration.getSchemas()),
                configuration.isCreateSchemas(),
                configuration.isSkipDefaultCallbacks(),
                configuration.isSkipExecutingMigrations(),
                configuration.isOutOfOrder(),
                configuration.isBaselineOnMigrate(),
                configuration.getBaselineVersion(),
                configuration.getBaselineDescription(),
                configuration.getDefaultSchema(),
                configuration.getTable(),
                configuration.getTarget(),
                configuration.getInitSql(),
                configuration.isPlaceholderReplacement(),
                configuration.getPlaceholderPrefix(),
                configuration.getPlaceholderSuffix(),
                configuration.getPlaceholders()));
        return fingerprint;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlywayMigration migration && migration.fingerprint.equals(fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }
}
