package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database that starts empty, belongs to one test, and is gone after {@link #close()}. */
public interface Database extends AutoCloseable {

    /** The database systems a test may run on. */
    enum Kind {
        /** SQLite, in this process. */
        SQLITE,
        /** A PostgreSQL server, of this process or elsewhere. */
        POSTGRES
    }

    /** {@return the system this database runs on} */
    Kind kind();

    /** {@return the major version of the system, such as 18 for PostgreSQL 18.6 and 3 for SQLite} */
    int majorVersion();

    /** {@return what to call this database in a test's name, such as "PostgreSQL 18" or "SQLite in memory"} */
    String description();

    /** {@return the driver's own data source, without a pool: every connection is a new one, the caller's to close} */
    DataSource dataSource();

    /**
     * {@return the JDBC URL, with the user where there are users, so that another process can connect} One in memory is
     * seen by this process alone.
     */
    default String url() {
        try (var connection = connect()) {
            var url = connection.getMetaData().getURL();
            return kind() == Kind.SQLITE || url.contains("user=")
                    ? url
                    : url + (url.contains("?") ? "&" : "?") + "user="
                            + connection.getMetaData().getUserName();
        } catch (SQLException e) {
            throw new IllegalStateException("the database is gone", e);
        }
    }

    /**
     * {@return a data source that logs in as the given role, without a password}
     *
     * <p>Roles belong to the server, which all databases of one version share: give each test its own role name.
     *
     * @param role an existing role with LOGIN
     * @throws UnsupportedOperationException on SQLite, which has no roles
     */
    DataSource dataSourceAs(String role);

    /**
     * {@return a new connection in autocommit mode}
     *
     * @throws SQLException if the database refuses
     */
    default Connection connect() throws SQLException {
        return dataSource().getConnection();
    }

    /**
     * {@return a new connection of the given role}
     *
     * @param role an existing role with LOGIN
     * @throws SQLException if the database refuses
     * @throws UnsupportedOperationException on SQLite, which has no roles
     */
    default Connection connectAs(String role) throws SQLException {
        return dataSourceAs(role).getConnection();
    }

    /**
     * Runs SQL in autocommit mode on one connection, which is as a new one, so that a script may hold its own BEGIN and
     * COMMIT. On PostgreSQL the session stays, reset by {@code DISCARD ALL}, for the next script or query.
     *
     * @param scripts each one statement or several, split by {@link Script}
     * @throws SQLException from the first statement that fails; those before it stay done
     */
    default void execute(String... scripts) throws SQLException {
        try (var connection = connect()) {
            Script.run(connection, List.of(scripts));
        }
    }

    /**
     * {@return all rows of a query, made for comparing}
     *
     * <p>The values are the driver's, save those that would differ between the systems or that have no useful equals:
     * whole numbers are {@link Long}, byte arrays are lower-case hex strings, SQL arrays are lists.
     *
     * @param query one SELECT, or another statement that returns rows
     * @throws SQLException if the query fails
     */
    default List<List<@Nullable Object>> rows(String query) throws SQLException {
        try (var connection = connect()) {
            return rows(connection, query);
        }
    }

    /**
     * {@return the same, read on a connection that there is}
     *
     * @param connection a connection to any database
     * @param query one SELECT, or another statement that returns rows
     * @throws SQLException if the query fails
     */
    static List<List<@Nullable Object>> rows(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            return Rows.of(result);
        }
    }

    /** {@return a value of {@link #rows}, or a row, as text that tells NULL and numbers from texts: these are in quotes} */
    static String text(@Nullable Object value) {
        return Rows.text(value);
    }

    /**
     * {@return a new database that begins as this one is now}
     *
     * <p>Much cheaper than to make it anew from nothing. On PostgreSQL nobody may be connected to this one meanwhile.
     *
     * @throws IllegalStateException if somebody is, or it is closed
     */
    Database copy();

    /**
     * Keeps the database for somebody to look into: it outlives {@link #close()} and this JVM. Ends all connections.
     *
     * <p>SQLite in memory is written to a file. Of PostgreSQL, the server that this JVM started stays, with its data
     * directory, until somebody ends it.
     *
     * @return the JDBC URL by which it can be reached from then on
     */
    String keep();

    /** Drops the database, with whatever connections are still open. Complains about nothing. */
    @Override
    void close();
}
