package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.plan.Lock;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** What every move of rows into a quarantine table needs. */
final class QuarantineSteps {
    private QuarantineSteps() {}

    /** {@return the steps that make a quarantine table, unless it is there} */
    static List<Step> make(Catalog before, Table quarantine) {
        var old = before.find(quarantine.name());
        old.ifPresent(QuarantineSteps::refuseWhatKeepsRowsOut);
        return old.isPresent() ? List.of() : create(quarantine);
    }

    /** {@return the step that keeps others from writing to these tables, the first being locked first} */
    static Step lock(List<TableName> tables) {
        return Steps.brief(
                Ddl.sql(
                        "lock table {0} in share row exclusive mode",
                        DSL.list(tables.stream().map(Names::of).toList())),
                "keep others from writing",
                tables.stream()
                        .map(name -> new Lock(Lock.Mode.SHARE_ROW_EXCLUSIVE, name))
                        .toList());
    }

    /**
     * {@return the stages that move rows in batches until that rule holds} The first makes the quarantine table as well:
     * one that is refused takes it away again.
     */
    static List<Stage> inBatches(Stages stages, List<Step> creation, Catalog after, List<Step> batch, DataCheck rule) {
        if (!creation.isEmpty()) {
            var first = new ArrayList<>(creation);
            first.addAll(batch);
            stages.together(first, after);
        }
        var all = new ArrayList<>(stages.finish(batch));
        int last = all.size() - 1;
        all.set(last, all.get(last).repeatedUntil(rule));
        return all;
    }

    /** {@return ONLY, for a table whose rows could be mistaken for those of tables that inherit from it} */
    static QueryPart only(Catalog before, Table changed) {
        boolean inheritance = before.server().can(Feature.INHERITANCE);
        return DSL.raw(inheritance && changed.kind() == Table.Kind.ORDINARY ? "only " : "");
    }

    /** Refuses a table from which a DELETE might take nothing away. */
    static void refuseRules(Table table) {
        if (table.dependents().stream().anyMatch(user -> user.kind() == Dependent.Kind.RULE)) {
            throw new UnsupportedChangeException(
                    "moving rows of " + table.name(),
                    "a rule of the table may turn a DELETE into something else",
                    "drop the rule first, or fix the rows by hand");
        }
    }

    /** Refuses a table of which an UPDATE might not fill the rows. Rules of others, that write to it, are not meant. */
    static void refuseRulesOnUpdate(Table table) {
        var event = "ON UPDATE TO %s.%s "
                .formatted(table.name().schema(), table.name().name());
        table.dependents().stream()
                .filter(user -> user.kind() == Dependent.Kind.RULE)
                .filter(rule -> rule.definition().contains(" DO INSTEAD ")
                        && rule.definition()
                                .replace("\"", "")
                                .replaceAll("\\s+", " ")
                                .contains(event))
                .findFirst()
                .ifPresent(rule -> {
                    throw new UnsupportedChangeException(
                            "filling columns of " + table.name(),
                            "the %s may turn an UPDATE into something else".formatted(rule),
                            "drop the rule, and make it again afterwards");
                });
    }

    /** An INSERT could be turned into something else, and the DELETE would stand. */
    private static void refuseWhatKeepsRowsOut(Table quarantine) {
        if (quarantine.dependents().stream()
                .anyMatch(user -> user.kind() == Dependent.Kind.RULE || user.kind() == Dependent.Kind.TRIGGER)) {
            throw new UnsupportedChangeException(
                    "moving rows into " + quarantine.name(),
                    "a rule or trigger of that table may keep them out",
                    "rename that table, or drop the rule or trigger");
        }
    }

    static void warnOfTriggers(Stages stages, Table fired, String why) {
        var triggers = fired.dependents().stream()
                .filter(user -> user.kind() == Dependent.Kind.TRIGGER)
                .map(user -> user.name().name())
                .toList();
        if (!triggers.isEmpty()) {
            stages.warn("triggers fire for rows %s %s: %s".formatted(why, fired.name(), String.join(", ", triggers)));
        }
    }

    private static List<Step> create(Table quarantine) {
        var columns = quarantine.columns().stream()
                .map(column -> Ddl.part("{0} {1}", DSL.name(column.name()), DSL.raw(SqlText.single(column.type()))))
                .toList();
        return List.of(
                Steps.brief(
                        Ddl.sql("create table {0} ({1})", Names.of(quarantine.name()), DSL.list(columns)),
                        "make the table that keeps the rows that go",
                        List.of()),
                Steps.brief(
                        revokeDefaultPrivileges(Names.of(quarantine.name())),
                        "let nobody but its owner read it",
                        List.of()));
    }

    /** ALTER DEFAULT PRIVILEGES may have given others a part in every new table; who they are is known only then. */
    static String revokeDefaultPrivileges(Name quarantine) {
        var name = DSL.inline(Ddl.sql("{0}", quarantine));
        var body = Ddl.sql("""
            declare grantee text;
            begin
              for grantee in
                select distinct case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
                from pg_class c, aclexplode(c.relacl) a
                where c.oid = {0}::regclass and a.grantee <> c.relowner
              loop execute 'revoke all on ' || {0} || ' from ' || grantee;
              end loop;
            end
            """, name);
        return Ddl.sql("do {0}", DSL.inline(body));
    }
}
