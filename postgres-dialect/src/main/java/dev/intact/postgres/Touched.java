package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Which pairs of rows are written to from some moment on. So everything can be proved while others write, and under a lock
 * no more than what was written since: the lock is held for a time that does not grow with the tables.
 *
 * <p>Whoever was writing before the triggers came is waited for by their lock; whoever writes later is noted. What the
 * proof does not see, having begun before it was committed, is noted therefore.
 */
final class Touched {
    static final String TRIGGER = "Intact_touch_";
    private static final String LOG = "intact_touched_";

    private final PairSql pair;
    private final String suffix;

    Touched(PairSql pair, String suffix) {
        this.pair = pair;
        this.suffix = suffix;
    }

    private Name log() {
        return Names.of(pair.target().name().sibling(LOG + suffix));
    }

    private List<String> keys() {
        return ColumnPair.to(pair.absorption().joined());
    }

    /** A column of the log, which no key has. */
    private Name taken() {
        var name = "taken";
        while (keys().contains(name)) {
            name += "_";
        }
        return DSL.name(name);
    }

    // ---- noting

    /**
     * {@return the steps that begin it, whatever an earlier attempt has left} What can be done before the lock is; but whoever
     * notes rows in an earlier log has to be waited for by the lock before that log goes.
     */
    List<Step> begin() {
        var steps = new ArrayList<Step>();
        steps.add(function("s", keys()));
        steps.add(function("t", ColumnPair.from(pair.absorption().joined())));
        steps.add(lock());
        steps.add(Steps.brief(
                Ddl.sql("drop table if exists {0}", log()), "an earlier attempt may have left it", List.of()));
        steps.add(Steps.brief(
                Ddl.sql(
                        "create table {0} as select {1}, null::boolean as {2} from {3} with no data",
                        log(), PairSql.columns(PairSql.SOURCE, keys()), taken(), pair.sources()),
                "note which rows are written to",
                List.of()));
        steps.add(Steps.brief(
                QuarantineSteps.revokeDefaultPrivileges(log()), "let nobody but its owner read it", List.of()));
        steps.addAll(trigger("s", pair.source()));
        steps.addAll(trigger("t", pair.target()));
        return steps;
    }

    private Step lock() {
        var target = pair.target().name();
        var source = pair.source().name();
        return Steps.brief(
                Ddl.sql("lock table {0}, {1} in share row exclusive mode", Names.of(target), Names.of(source)),
                "keep others from writing",
                List.of(
                        new Lock(Lock.Mode.SHARE_ROW_EXCLUSIVE, target),
                        new Lock(Lock.Mode.SHARE_ROW_EXCLUSIVE, source)));
    }

    private Step function(String which, List<String> columns) {
        return Steps.brief(
                Ddl.sql(
                        "create or replace function {0}() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as {1}",
                        function(which),
                        DSL.inline(Ddl.sql(
                                "begin if tg_op <> 'INSERT' then insert into {0} values ({1}); end if;"
                                        + " if tg_op <> 'DELETE' then insert into {0} values ({2}); end if; return null; end",
                                log(), PairSql.columns("old", columns), PairSql.columns("new", columns)))),
                "note the row, as it was and as it is",
                List.of());
    }

    private List<Step> trigger(String which, Table table) {
        var lock = Locks.on(table.name(), Lock.Mode.SHARE_ROW_EXCLUSIVE);
        return List.of(
                Steps.brief(
                        Ddl.sql(
                                "create or replace trigger {0} after insert or update or delete on {1} for each row execute function {2}()",
                                trigger(which), Names.of(table.name()), function(which)),
                        "note the row, as it was and as it is",
                        lock),
                Steps.brief(
                        Ddl.sql("alter table {0} enable always trigger {1}", Names.of(table.name()), trigger(which)),
                        "let it fire whatever the session's role is",
                        lock));
    }

    private Name trigger(String which) {
        return DSL.name(TRIGGER + which + suffix);
    }

    private Name function(String which) {
        return Names.of(pair.target().name().sibling("intact_touch_" + which + suffix));
    }

    // ---- proving

    /**
     * {@return the step that keeps the planner to the few rows that were written to} It takes them for as many as the log has
     * had, and would go through whole tables for them.
     */
    static Step lookUp() {
        return Steps.brief(
                "select set_config(name, 'off', true) from pg_catalog.pg_settings"
                        + " where name in ('enable_seqscan', 'enable_hashjoin', 'enable_mergejoin')",
                "go from the rows that were written to, not through all",
                List.of());
    }

    /**
     * {@return the steps that prove those rules for the rows that were written to so far, and note these no longer} However
     * long the proof of all rows took, few are left for the lock. What is written to a row meanwhile notes it anew.
     */
    List<Step> catchUp(List<DataCheck> checks, Catalog before) {
        var steps = new ArrayList<Step>();
        steps.add(lookUp());
        steps.add(Steps.brief(
                Ddl.sql("update {0} set {1} = true", log(), taken()), "take up what was written to", List.of()));
        checks.forEach(check -> steps.add(prove(check, before, Ddl.part("noted.{0} and ", taken()))));
        steps.add(Steps.brief(
                Ddl.sql("delete from {0} where {1}", log(), taken()), "leave what is written to since", List.of()));
        return steps;
    }

    /** {@return the proof of that rule for the rows that were written to, of the source} */
    Step prove(DataCheck check, Catalog before) {
        return prove(check, before, Ddl.part(""));
    }

    private Step prove(DataCheck check, Catalog before, QueryPart among) {
        var noted = keys().stream()
                .map(key -> Ddl.part("{0} = {1}", DSL.name("noted", key), DSL.name("broken", key)))
                .toList();
        return new Step.Proof(
                Ddl.sql(
                        "select broken.* from ({0}) as broken where exists (select from {1} as noted where {2}{3})",
                        check.violations(before), log(), among, Ddl.and(new ArrayList<>(noted))),
                "the same of what was written to meanwhile",
                check);
    }

    // ---- the end

    List<Step> endTriggers() {
        return List.of(drop("s", pair.source().name()), endTriggerOfTarget());
    }

    /** {@return the same where the source goes, and what is on it with it} */
    Step endTriggerOfTarget() {
        return drop("t", pair.target().name());
    }

    private Step drop(String which, TableName table) {
        return Steps.brief(
                Ddl.sql("drop trigger if exists {0} on {1}", trigger(which), Names.of(table)),
                "note no longer what is written to",
                Locks.on(table, Lock.Mode.ACCESS_EXCLUSIVE));
    }

    List<Step> endFunctions() {
        return List.of(
                Steps.brief(
                        Ddl.sql("drop function if exists {0}(), {1}()", function("s"), function("t")),
                        "note no longer what is written to",
                        List.of()),
                Steps.brief(
                        Ddl.sql("drop table if exists {0}", log()), "note no longer what is written to", List.of()));
    }

    /** {@return whether an attempt that came to no end has left something} */
    boolean isThere(DSLContext database) {
        return database.fetchSingle("select to_regclass({0}) is not null", DSL.inline(Ddl.sql("{0}", log())))
                .get(0, boolean.class);
    }

    /** {@return the steps that take away what attempts on these tables have left that came to no end} */
    static List<Step> leftovers(DSLContext database, Collection<TableName> tables) {
        var steps = new ArrayList<Step>();
        for (var table : tables) {
            var found = database.fetch("""
                select t.tgname::text, n.nspname::text, f.proname::text
                from pg_catalog.pg_trigger t
                join pg_catalog.pg_proc f on f.oid = t.tgfoid
                join pg_catalog.pg_namespace n on n.oid = f.pronamespace
                where t.tgrelid = to_regclass({0}) and starts_with(t.tgname, {1})
                """, DSL.inline(Ddl.sql("{0}", Names.of(table))), DSL.inline(TRIGGER));
            for (var row : found) {
                var trigger = row.get(0, String.class);
                var function = new TableName(row.get(1, String.class), row.get(2, String.class));
                steps.add(end(Ddl.sql("drop trigger if exists {0} on {1}", DSL.name(trigger), Names.of(table)), table));
                steps.add(end(Ddl.sql("drop function if exists {0}()", Names.of(function)), table));
                var log = function.sibling(LOG + trigger.substring(TRIGGER.length() + 1));
                steps.add(end(Ddl.sql("drop table if exists {0}", Names.of(log)), table));
            }
        }
        return steps;
    }

    private static Step end(String sql, TableName table) {
        return Steps.brief(sql, "note no longer what is written to", Locks.on(table, Lock.Mode.ACCESS_EXCLUSIVE));
    }
}
