package dev.intact.postgres;

import dev.intact.plan.Step;
import java.util.List;
import org.jooq.impl.DSL;

/** How long several locks of one transaction are waited for. */
final class LockTime {
    private LockTime() {}

    /** {@return the step that gives each of the locks its share of the time, since lock_timeout counts for each by itself} */
    static Step share(int locks) {
        return Steps.brief(
                Ddl.sql(
                        "select set_config('lock_timeout', greatest(setting::int / {0}, 1) || 'ms', true) from pg_catalog.pg_settings where name = 'lock_timeout'",
                        DSL.inline(locks)),
                "wait no longer for all locks than for one",
                List.of());
    }
}
