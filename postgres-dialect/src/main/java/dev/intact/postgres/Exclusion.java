package dev.intact.postgres;

import dev.intact.error.Fact;
import dev.intact.error.TimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.DSLContext;

/**
 * The advisory lock that keeps two changes apart.
 *
 * <p>It is tried again and again rather than waited for: a session that is blocked in pg_advisory_lock() holds a
 * snapshot, and CREATE INDEX CONCURRENTLY in the session that has the lock would wait for that snapshot, and both for
 * ever.
 */
final class Exclusion {
    /** The lock's key, the same in every version: "inta", "ct". */
    private static final String KEY = "1768846433, 25460";

    private static final long PAUSE_MILLIS = 50;

    private final DSLContext database;
    private final boolean joined;
    private boolean held;

    Exclusion(DSLContext database, boolean joined) {
        this.database = database;
        this.joined = joined;
    }

    /** Waits for the lock; in a transaction that somebody else has begun, it is kept until that ends. */
    void acquire(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!held && !tryIt()) {
            if (System.nanoTime() > deadline || !pause()) {
                throw new TimeoutException(
                        "lock-timeout",
                        "another change is running: nothing was changed",
                        attempt(),
                        List.of(new Fact("held by", holders()), Fact.of("remedy", "try again when it is done")),
                        null);
            }
        }
        held = true;
    }

    private boolean tryIt() {
        return database.fetchSingle(attempt()).get(0, boolean.class);
    }

    private String attempt() {
        return joined ? "select pg_try_advisory_xact_lock(" + KEY + ")" : "select pg_try_advisory_lock(" + KEY + ")";
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS + ThreadLocalRandom.current().nextLong(PAUSE_MILLIS));
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<String> holders() {
        return database.fetch("""
            select concat_ws(', ', 'pid ' || l.pid, 'role ' || a.usename, a.state, 'since ' || date_trunc('second', a.xact_start))
            from pg_catalog.pg_locks l
            left join pg_catalog.pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.granted and (l.classid, l.objid) = (%s)
              and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
            """.formatted(KEY)).getValues(0, String.class);
    }

    void release() {
        if (held && !joined) {
            held = false;
            database.fetch("select pg_advisory_unlock(" + KEY + ")");
        }
    }
}
