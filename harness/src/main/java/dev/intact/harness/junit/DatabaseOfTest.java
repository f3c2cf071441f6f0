package dev.intact.harness.junit;

import dev.intact.Intact;
import dev.intact.harness.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.opentest4j.TestAbortedException;

/** The database of one test, in all the forms that it may be asked for. */
@SuppressWarnings("deprecation") // Before 5.13, JUnit closes nothing but a CloseableResource.
final class DatabaseOfTest implements CloseableResource, AutoCloseable {
    private static final String KEEP = "intact.harness.keep";
    private static final Set<Class<?>> OFFERED =
            Set.of(Database.class, DataSource.class, Connection.class, DSLContext.class, Intact.class);

    private final ExtensionContext test;
    private final Database database;
    private @Nullable Connection connection;

    DatabaseOfTest(ExtensionContext test, Database database) {
        this.test = test;
        this.database = database;
    }

    static boolean offers(Class<?> type) {
        return OFFERED.contains(type);
    }

    Object offer(Class<?> type) {
        if (type == Database.class) {
            return database;
        }
        if (type == DataSource.class) {
            return database.dataSource();
        }
        if (type == Connection.class) {
            return connection();
        }
        if (type == DSLContext.class) {
            return DSL.using(database.dataSource(), dialect());
        }
        return Intact.using(database.dataSource());
    }

    private Connection connection() {
        try {
            if (connection == null) {
                connection = database.connect();
            }
            return connection;
        } catch (SQLException e) {
            throw new ParameterResolutionException("no connection to " + database.description(), e);
        }
    }

    private SQLDialect dialect() {
        return switch (database.kind()) {
            case SQLITE -> SQLDialect.SQLITE;
            case POSTGRES -> SQLDialect.POSTGRES;
        };
    }

    /** JUnit does this before it reports a failure, which can still be told something. */
    @Override
    public void close() throws SQLException {
        try (database) {
            if (connection != null) {
                connection.close();
            }
            test.getExecutionException()
                    .filter(failure -> !(failure instanceof TestAbortedException))
                    .filter(failure -> isToBeKept())
                    .ifPresent(failure -> failure.addSuppressed(new KeptDatabase(database)));
        }
    }

    private boolean isToBeKept() {
        return test.getConfigurationParameter(KEEP).map(Boolean::parseBoolean).orElse(false);
    }

    /** Tells where the database is. No fault, so without a stack trace. */
    private static final class KeptDatabase extends Exception {
        private static final long serialVersionUID = 1;

        KeptDatabase(Database database) {
            super("%s is kept: %s".formatted(database.description(), database.keep()), null, false, false);
        }
    }
}
