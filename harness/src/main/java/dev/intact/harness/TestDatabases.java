package dev.intact.harness;

import java.util.List;

/**
 * The systems that fresh databases for tests are to be had on.
 *
 * <pre>{@code
 * try (var database = TestDatabases.sqlite().open()) {
 *     database.execute("create table tasks (id integer primary key)");
 * }
 * }</pre>
 */
public final class TestDatabases {
    private static final int NEWEST_POSTGRES = 18;

    private TestDatabases() {}

    /**
     * {@return SQLite in memory; all connections to one database share it}
     *
     * <p>Foreign keys are on, the busy timeout is two seconds. Its journal is in memory too: take {@link #sqliteFile()}
     * where a reader must not wait for a writer.
     */
    public static DatabaseSource sqlite() {
        return of(new Engine.SqliteInMemory());
    }

    /**
     * {@return SQLite files in WAL mode; foreign keys are on, the busy timeout is two seconds}
     *
     * <p>They are on the memory disk {@code /dev/shm} where that has a gigabyte free, else in {@code java.io.tmpdir}.
     */
    public static DatabaseSource sqliteFile() {
        return of(new Engine.SqliteInFile());
    }

    /** {@return PostgreSQL of the newest supported version, see {@link #postgres(int)}} */
    public static DatabaseSource postgres() {
        return postgres(NEWEST_POSTGRES);
    }

    /**
     * {@return PostgreSQL of a version}
     *
     * <p>The first database starts a server, which all later ones of the same version share and which ends with this JVM.
     * It keeps nothing safe from a crash of the machine (fsync and synchronous_commit are off), allows logical
     * replication and prepared transactions, and lets anybody in from this machine. Its data are on the memory disk where
     * that has room, as with {@link #sqliteFile()}. The superuser is "postgres", the
     * encoding UTF-8, the locale C, and the time zone UTC.
     *
     * @param majorVersion such as 16; its binaries are {@code 16.jar} in the directory that the system property
     *     {@code intact.postgres.binaries} names, or, for the newest version, on the class path
     */
    public static DatabaseSource postgres(int majorVersion) {
        return of(new Engine.PostgresOfVersion(majorVersion));
    }

    /**
     * {@return PostgreSQL on a server that is there}
     *
     * <p>Databases are created on it, named {@code intact_test_…}, and dropped: each after its test, what is left when
     * this JVM ends, and what a killed JVM has left when the next one comes.
     *
     * @param url such as {@code jdbc:postgresql://localhost/postgres?user=me&password=secret}: a database that is there,
     *     and a role that may create others
     */
    public static DatabaseSource postgres(String url) {
        return of(new Engine.PostgresAt(url));
    }

    private static DatabaseSource of(Engine engine) {
        return new DatabaseSource(engine, List.of());
    }
}
