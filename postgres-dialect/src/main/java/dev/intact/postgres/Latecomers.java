package dev.intact.postgres;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.Table;
import dev.intact.plan.Step;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** What has come to a table since it was looked at, and would go with it unseen. */
final class Latecomers {
    private Latecomers() {}

    /** {@return the proof that there is none, for which the table must be locked} */
    static Step prove(Table table) {
        return new Step.Proof(
                Ddl.sql(
                        """
                        select 'column ' || attname from pg_catalog.pg_attribute
                        where attrelid = {0} and attnum > 0 and not attisdropped and attname <> all ({1})
                        union all select 'trigger ' || tgname from pg_catalog.pg_trigger
                        where tgrelid = {0} and not tgisinternal and tgparentid = 0 and tgname !~ {2} and tgname <> all ({3})
                        union all select 'rule ' || rulename from pg_catalog.pg_rewrite
                        where ev_class = {0} and rulename <> all ({4})
                        union all select 'policy ' || polname from pg_catalog.pg_policy
                        where polrelid = {0} and polname <> all ({5})""",
                        Ddl.part("{0}::regclass", DSL.inline(Ddl.sql("{0}", Names.of(table.name())))),
                        DSL.inline(table.columnNames().toArray(String[]::new)),
                        DSL.inline(OwnTriggers.PATTERN),
                        named(table, Dependent.Kind.TRIGGER),
                        named(table, Dependent.Kind.RULE),
                        named(table, Dependent.Kind.POLICY)),
                "nothing has come to it that would go unseen");
    }

    private static QueryPart named(Table table, Dependent.Kind kind) {
        return DSL.inline(table.dependents().stream()
                .filter(user -> user.kind() == kind && table.name().equals(user.on()))
                .map(user -> user.name().name())
                .toArray(String[]::new));
    }
}
