package dev.intact.conformance;

import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A database and a way to run changes on it. */
enum Target {
    SQLITE(0, false),
    /** Without edits of the stored schema: tables are made anew. */
    SQLITE_REBUILD(0, false),
    POSTGRES_14(14, false),
    POSTGRES_14_ONLINE(14, true),
    POSTGRES_18(18, false),
    POSTGRES_18_ONLINE(18, true);

    private final int postgres;
    private final boolean online;

    Target(int postgres, boolean online) {
        this.postgres = postgres;
        this.online = online;
    }

    /**
     * {@return those that are named, or each version and each way to run once} {@code -Dintact.targets=} and all of their
     * names goes through every pair; the faults do so anyway.
     */
    static Stream<Target> chosen() {
        var names = System.getProperty("intact.targets", "");
        return names.isEmpty()
                ? Stream.of(SQLITE, SQLITE_REBUILD, POSTGRES_14, POSTGRES_18_ONLINE)
                : Stream.of(names.split(",")).map(Target::valueOf);
    }

    /** {@return the servers among those} */
    static IntStream servers() {
        return chosen().mapToInt(target -> target.postgres)
                .filter(version -> version > 0)
                .distinct();
    }

    Database open() {
        return postgres == 0
                ? TestDatabases.sqlite().open()
                : TestDatabases.postgres(postgres).open();
    }

    Intact intact(DataSource source) {
        return running(Intact.using(source));
    }

    Intact running(Intact intact) {
        if (this == SQLITE_REBUILD) {
            return intact.withoutSchemaEdit();
        }
        return online ? intact.online() : intact.atomic();
    }

    boolean isPostgres() {
        return postgres > 0;
    }

    boolean isOnline() {
        return online;
    }

    boolean canTakeNullsForEqual() {
        return postgres >= 15;
    }
}
