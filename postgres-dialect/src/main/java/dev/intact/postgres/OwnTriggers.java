package dev.intact.postgres;

import dev.intact.catalog.Deferral;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Triggers of ours, and their functions, how they are made and how they go. They are there for a while only, fire always,
 * whatever session_replication_role says, and with their owner's rights. What they do fires others' triggers, which are to
 * find what they always find: so the functions have no search path of their own, and name the schema of all that they use,
 * operators too.
 */
final class OwnTriggers {
    /** What the names of all of them match. */
    static final String PATTERN =
            "^(~intact_((key)?fill|fillup)|Intact_(copy|insert|update|delete|release|truncate|touch|keyfollow))_[st]?[0-9a-f]{8}$";

    private final TableName home;
    private final String suffix;
    private final String purpose;

    /**
     * Triggers that belong together.
     *
     * @param home a table, in whose schema the functions are
     * @param suffix what ends the names of all of them
     * @param purpose what they do, to say that they do it no longer
     */
    OwnTriggers(TableName home, String suffix, String purpose) {
        this.home = home;
        this.suffix = suffix;
        this.purpose = purpose;
    }

    /** {@return a suffix that tells them from others of these tables} */
    static String suffix(Object... of) {
        var checksum = new CRC32();
        for (var each : of) {
            checksum.update(each.toString().getBytes(StandardCharsets.UTF_8));
        }
        return "%08x".formatted(checksum.getValue());
    }

    /** A trigger that there is, by its kind. */
    record Made(String kind, TableName table) {}

    String name(String kind) {
        return kind + suffix;
    }

    private Name function(String kind) {
        return Names.of(home.sibling(kind.replace("~", "").replace("I", "i") + suffix));
    }

    // ---- making

    Step function(String kind, String body, String why) {
        return Steps.brief(
                Ddl.sql(
                        "create or replace function {0}() returns trigger language plpgsql security definer as {1}",
                        function(kind), DSL.inline(body)),
                why,
                List.of());
    }

    Step trigger(String kind, Table table, String event, QueryPart condition, String why) {
        return trigger(kind, table, event, Deferral.NOT_DEFERRABLE, condition, why);
    }

    Step trigger(String kind, Table table, String event, Deferral deferral, QueryPart condition, String why) {
        return trigger(kind, kind, table, event, deferral, condition, why);
    }

    /** {@return the step that makes a trigger, which runs the function of another kind} */
    Step trigger(
            String kind,
            String function,
            Table table,
            String event,
            Deferral deferral,
            QueryPart condition,
            String why) {
        boolean eachRow = !event.toLowerCase(Locale.ROOT).endsWith("truncate");
        return Steps.brief(
                Ddl.sql(
                        "create {0}trigger {1} {2} on {3}{4} for each {5}{6} execute function {7}()",
                        DSL.raw(deferral.deferrable() ? "constraint " : ""),
                        DSL.name(name(kind)),
                        DSL.raw(event),
                        Names.of(table.name()),
                        DSL.raw(deferral.deferrable() ? " " + deferral : ""),
                        DSL.raw(eachRow ? "row" : "statement"),
                        condition,
                        function(function)),
                why,
                Locks.on(table.name(), Lock.Mode.SHARE_ROW_EXCLUSIVE));
    }

    Step enableAlways(Table table, List<String> kinds) {
        return Steps.brief(
                Ddl.sql(
                        "alter table {0} {1}",
                        Names.of(table.name()),
                        DSL.list(kinds.stream()
                                .map(kind -> Ddl.part("enable always trigger {0}", DSL.name(name(kind))))
                                .toList())),
                "let them fire whatever the session's role is",
                Locks.on(table.name(), Lock.Mode.SHARE_ROW_EXCLUSIVE));
    }

    Step comment(String kind, String text) {
        return Steps.brief(
                Ddl.sql("comment on function {0}() is {1}", function(kind), DSL.inline(text)),
                "say what is under way",
                List.of());
    }

    // ---- the end

    /** {@return the names of those that the database has now} */
    Set<String> found(DSLContext database, Set<String> names) {
        return Set.copyOf(database.fetch(
                        "select tgname::text from pg_catalog.pg_trigger where tgname = any ({0})",
                        DSL.inline(names.toArray(String[]::new)))
                .getValues(0, String.class));
    }

    /** {@return the steps that drop those of them that are there} */
    List<Step> endTriggers(List<Made> all, Set<String> there) {
        return all.stream()
                .filter(made -> there.contains(name(made.kind())))
                .map(made -> Steps.brief(
                        Ddl.sql("drop trigger {0} on {1}", DSL.name(name(made.kind())), Names.of(made.table())),
                        purpose + " no longer",
                        Locks.on(made.table(), Lock.Mode.ACCESS_EXCLUSIVE)))
                .toList();
    }

    /** {@return the step that drops their functions, if there are any} */
    List<Step> endFunctions(List<Made> all, Set<String> there) {
        var functions = all.stream()
                .filter(made -> there.contains(name(made.kind())))
                .map(made -> Ddl.part("{0}()", function(made.kind())))
                .toList();
        return functions.isEmpty()
                ? List.of()
                : List.of(Steps.brief(
                        Ddl.sql("drop function {0}", DSL.list(functions)), purpose + " no longer", List.of()));
    }
}
