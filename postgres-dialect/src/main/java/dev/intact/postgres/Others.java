package dev.intact.postgres;

import java.time.Duration;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * Who else is at work on the server, in all its databases: a parallel worker takes a processor from them. What this role may
 * not see of others (documentation of pg_stat_activity) is taken for work. Asked for each transaction, it is the function
 * that the view is made of, which in a new session takes half as long.
 */
final class Others {
    /** One who works without a pause has ended a statement by then, even where processors are short. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final long since = System.nanoTime() - LOOK.toNanos();

    /** {@return whether another client has begun or ended a statement since just before this was made, or is in one} */
    Condition areAtWork() {
        return DSL.condition(
                """
            exists (
              select from pg_catalog.pg_stat_get_activity(null)
              where pid <> pg_backend_pid() and datid is not null and coalesce(backend_type = 'client backend', true)
                and coalesce(state = 'active' or state_change > clock_timestamp() - {0} * interval '1 millisecond', true)
            )""", DSL.inline(Duration.ofNanos(System.nanoTime() - since).toMillis()));
    }
}
