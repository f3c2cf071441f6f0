package dev.intact.harness;

/** Makes databases that start empty, each independent of every other. */
public final class TestDatabases {
    private static final int NEWEST_POSTGRES = 18;

    private TestDatabases() {}

    /**
     * {@return a new SQLite database in memory, which all connections from its data source share}
     *
     * <p>Foreign keys are on, the busy timeout is two seconds. Its journal is in memory too: take {@link #sqliteFile()}
     * where a reader must not wait for a writer.
     */
    public static TestDatabase sqlite() {
        return SqliteDatabase.inMemory();
    }

    /** {@return a new SQLite file in WAL mode; foreign keys are on, the busy timeout is two seconds} */
    public static TestDatabase sqliteFile() {
        return SqliteDatabase.inFile();
    }

    /**
     * {@return a new PostgreSQL database of the newest supported version}
     *
     * @throws IllegalStateException if the server is not to be had or does not start; the message says what is missing
     */
    public static TestDatabase postgres() {
        return postgres(NEWEST_POSTGRES);
    }

    /**
     * {@return a new PostgreSQL database}
     *
     * <p>The first one starts a server, which all later ones of the same version share and which ends with this JVM.
     * It keeps nothing safe from a crash of the machine (fsync and synchronous_commit are off), allows logical
     * replication and prepared transactions, and lets anybody in from this machine. The superuser is "postgres", the
     * encoding UTF-8, the locale C, and the time zone UTC.
     *
     * @param majorVersion such as 16; its binaries are {@code 16.jar} in the directory that the system property
     *     {@code intact.postgres.binaries} names, or, for the newest version, on the class path
     * @throws IllegalStateException if the server is not to be had or does not start; the message says what is missing
     */
    public static TestDatabase postgres(int majorVersion) {
        return PostgresServer.ofVersion(majorVersion).newDatabase();
    }
}
