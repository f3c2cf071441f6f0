package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.Absorption;
import dev.intact.operation.Reconcile;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Triggers that keep two 1:1 tables equal in what both hold, while applications write to the one or the other.
 *
 * <p>They fire always, whatever session_replication_role says, with their owner's rights and a search path of their own. A
 * loop of writing to and fro ends where values are the same already. Triggers of one event fire by name (documentation,
 * "Overview of Trigger Behavior"): those that begin with a capital before the server's own {@code RI_ConstraintTrigger},
 * so that a row is there before a foreign key looks for it, and the one that begins with a tilde after everyone's.
 *
 * <p>The function that fills carries the text of what is under way, as its comment: by that a run that goes on knows it.
 */
final class Synchrony {
    /** What the trigger of the target is called by which a copying that has begun is known. */
    static final String FILL = "~intact_fill_";

    /** What the trigger of the source is called. */
    static final String COPY = "Intact_copy_";

    /** What the trigger of the target is called by which it is known that both tables are kept equal. */
    static final String INSERT = "Intact_insert_";

    private static final Set<String> SERVERS_OWN = Set.of("gen_random_uuid()", "uuidv4()", "uuidv7()");

    private static final String UPDATE = "Intact_update_";
    private static final String DELETE = "Intact_delete_";
    private static final String TRUNCATE = "Intact_truncate_";

    private final PairSql pair;
    private final String suffix;

    private Synchrony(PairSql pair) {
        this.pair = pair;
        this.suffix = suffix(pair.absorption());
    }

    static Synchrony of(Catalog before, Absorption absorption) {
        return new Synchrony(PairSql.of(before, absorption));
    }

    private static String suffix(Absorption absorption) {
        var checksum = new CRC32();
        checksum.update(absorption.source().toString().getBytes(StandardCharsets.UTF_8));
        checksum.update(absorption.target().toString().getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(checksum.getValue());
    }

    // ---- what can be kept equal

    void refuseWhatCannotBeKeptEqual(List<Column> notNull) {
        var absorption = pair.absorption();
        refuseIf(
                absorption.pointer().isEmpty(),
                "the pointer is in %s alone, so a row that is new there cannot be told from one that is nobody's"
                        .formatted(absorption.source()));
        refuseIf(
                absorption.reconciled().stream().anyMatch(each -> each.choice() instanceof Reconcile.By),
                "an expression makes one value of two, once: what is written to either later could not be kept equal");
        refuseIf(
                notNull.isEmpty(),
                "none of the columns that move forbids NULL, so a row that is yet to be filled could not be told");
        for (var table : List.of(pair.source(), pair.target())) {
            refuseIf(
                    table.properties().containsKey("row security is forced"),
                    "row security holds for the owner of %s too, and could hide rows from what keeps both equal"
                            .formatted(table.name()));
        }
        absorption.joined().stream()
                .filter(each -> absorption.pointer().contains(each.from()))
                .forEach(each -> refuseIf(
                        next(each.to()).isEmpty(),
                        "a new application gives no %s, and %s has neither a sequence nor a function of the server's own for %s"
                                .formatted(each.from(), absorption.source(), each.to())));
        given().ifPresent(column -> refuseIf(
                true,
                "%s (%s) has no default, and a new application gives no value".formatted(absorption.source(), column)));
    }

    /** A column of the source that nothing gives a value to, for a row that a new application inserts. */
    private Optional<String> given() {
        var given = new HashSet<>(ColumnPair.from(pair.absorption().copiedRow()));
        return pair.source().columns().stream()
                .filter(column -> !given.contains(column.name()) && column.notNull())
                .filter(column -> column.defaultValue() == null && column.generation() instanceof Generation.None)
                .map(Column::name)
                .findFirst();
    }

    private void refuseIf(boolean refused, String reason) {
        if (refused) {
            throw new UnsupportedChangeException(
                    "collapsing %s while others write"
                            .formatted(pair.absorption().source()),
                    reason,
                    "do it when nobody writes: .atomic()");
        }
    }

    void warn(Stages stages) {
        stages.warn(
                "old and new applications that write to one pair of rows at a time can meet a deadlock (40P01), and must try again");
        stages.warn("TRUNCATE of %s or %s fails until the change is finished"
                .formatted(pair.source().name(), pair.target().name()));
        pair.absorption().reconciled().stream()
                .filter(each -> each.choice() instanceof Reconcile.PreferSource)
                .forEach(each -> stages.warn(
                        "%s (%s) and %s (%s) hold the same from then on, which an old application takes for two"
                                .formatted(
                                        pair.source().name(),
                                        each.columns().from(),
                                        pair.target().name(),
                                        each.columns().to())));
    }

    /** The flag of a row that is not filled yet: NULL where that is forbidden in the end. */
    String flag() {
        return pair.absorption().moved().stream()
                .filter(each -> pair.source().column(each.from()).notNull())
                .map(ColumnPair::to)
                .findFirst()
                .orElseThrow();
    }

    /**
     * {@return the expression that gives the next value of a column of the source} Its functions and sequences are found
     * without anyone's search path.
     */
    private Optional<QueryPart> next(String name) {
        var source = pair.source();
        var value = source.column(name).defaultValue();
        if (source.properties().containsKey("sequence of column " + name)) {
            return Optional.of(Ddl.part(
                    "nextval(pg_get_serial_sequence({0}, {1})::regclass)",
                    DSL.inline(Ddl.sql("{0}", Names.of(source.name()))), DSL.inline(name)));
        }
        return value != null && SERVERS_OWN.contains(value.sql())
                ? Optional.of(DSL.raw(value.sql()))
                : Optional.empty();
    }

    // ---- from the source to the target

    Step lockForCopying() {
        var source = pair.source().name();
        var target = pair.target().name();
        return Steps.brief(
                Ddl.sql("lock table {0} in share row exclusive mode", Names.of(source)),
                "keep others from writing",
                List.of(new Lock(Lock.Mode.SHARE_ROW_EXCLUSIVE, source), new Lock(Lock.Mode.ACCESS_EXCLUSIVE, target)));
    }

    List<Step> beginCopying() {
        var steps = new ArrayList<Step>();
        steps.addAll(trigger(
                COPY,
                pair.source(),
                "after update",
                Ddl.part(" when ({0} *<> {1})", PairSql.image("old", pair.from()), PairSql.image("new", pair.from())),
                Ddl.sql(
                        "begin update {0} set ({1}) = row({2}) where {3} and {4} *<> {5}; return null; end",
                        pair.targets(),
                        Ddl.names(pair.to()),
                        PairSql.columns("new", pair.from()),
                        pair.belong("new", PairSql.TARGET),
                        PairSql.image(PairSql.TARGET, pair.to()),
                        PairSql.image("new", pair.from())),
                "copy what is written to the source"));
        steps.addAll(trigger(
                FILL,
                pair.target(),
                "before insert or update",
                DSL.raw(""),
                filling(List.of()),
                "fill a row that is inserted, pointed elsewhere, or not filled yet"));
        steps.add(sayWhatFor());
        steps.addAll(guard(pair.source(), "s"));
        steps.addAll(guard(pair.target(), "t"));
        steps.add(enableAlways(pair.source(), List.of(COPY, TRUNCATE + "s")));
        steps.add(enableAlways(pair.target(), List.of(FILL, TRUNCATE + "t")));
        return steps;
    }

    /** A row that a new application inserts points at the other half which it will get at once. */
    private List<String> numbering() {
        return pair.absorption().joined().stream()
                .filter(each -> pair.absorption().pointer().contains(each.from()))
                .map(each -> Ddl.sql(
                        "if tg_op = 'INSERT' and {0} is null then {0} := {1}; end if;",
                        DSL.name("new", each.from()), next(each.to()).orElseThrow()))
                .toList();
    }

    /** The row of the source is locked, so that what is written to it next waits, and then finds this one. */
    private String filling(List<String> numbering) {
        var moved = pair.absorption().joined().stream()
                .map(each -> Ddl.part(
                        "{0} is distinct from {1}", DSL.name("new", each.from()), DSL.name("old", each.from())))
                .reduce((all, each) -> Ddl.part("{0} or {1}", all, each))
                .orElseThrow();
        var into = new ArrayList<String>();
        for (int i = 0; i < pair.to().size(); i++) {
            into.add(Ddl.sql(
                    "{0} := {1};",
                    DSL.name("new", pair.to().get(i)),
                    DSL.name("copied", pair.from().get(i))));
        }
        return Ddl.sql(
                "declare copied record; begin {0} if tg_op = 'INSERT' or {1} or {2} is null then"
                        + " select {3} into copied from {4} where {5} for no key update;"
                        + " if found then {6} end if; end if; return new; end",
                DSL.raw(String.join(" ", numbering)),
                moved,
                DSL.name("new", flag()),
                PairSql.columns(PairSql.SOURCE, pair.from()),
                pair.sources(),
                pair.belong(PairSql.SOURCE, "new"),
                DSL.raw(String.join(" ", into)));
    }

    private List<Step> guard(Table table, String which) {
        return trigger(
                TRUNCATE + which,
                table,
                "before truncate",
                DSL.raw(""),
                Ddl.sql(
                        "begin raise exception using errcode = 'object_in_use', message = {0}; end",
                        DSL.inline("TRUNCATE of %s is not possible while %s becomes a part of %s"
                                .formatted(
                                        table.name(),
                                        pair.source().name(),
                                        pair.target().name()))),
                "keep TRUNCATE out, which no trigger can follow");
    }

    // ---- from the target to the source

    Step lockForMirroring() {
        var target = pair.target().name();
        return Steps.brief(
                Ddl.sql("lock table {0} in share row exclusive mode", Names.of(target)),
                "keep others from writing",
                Locks.on(target, Lock.Mode.SHARE_ROW_EXCLUSIVE));
    }

    List<Step> beginMirroring() {
        var row = pair.absorption().copiedRow();
        var source = pair.source();
        var key = ColumnPair.to(pair.absorption().joined());
        var steps = new ArrayList<Step>();
        steps.add(function(FILL, filling(numbering()), "number a row that is inserted, and fill it"));
        steps.addAll(trigger(
                INSERT,
                pair.target(),
                "after insert",
                DSL.raw(""),
                Ddl.sql(
                        "begin insert into {0} ({1}) overriding system value values ({2}) on conflict ({3}) do nothing; return null; end",
                        Names.of(source.name()),
                        Ddl.names(ColumnPair.from(row)),
                        PairSql.columns("new", ColumnPair.to(row)),
                        Ddl.names(key)),
                "give a new row its other half"));
        steps.addAll(trigger(
                UPDATE,
                pair.target(),
                "after update",
                Ddl.part(" when ({0} *<> {1})", PairSql.image("old", pair.to()), PairSql.image("new", pair.to())),
                Ddl.sql(
                        "begin update {0} set ({1}) = row({2}) where {3} and {4} *<> {5}; return null; end",
                        pair.sources(),
                        Ddl.names(pair.from()),
                        PairSql.columns("new", pair.to()),
                        pair.belong(PairSql.SOURCE, "new"),
                        PairSql.image(PairSql.SOURCE, pair.from()),
                        PairSql.image("new", pair.to())),
                "copy what is written to the target"));
        steps.addAll(deletion());
        steps.add(enableAlways(pair.target(), List.of(INSERT, UPDATE, DELETE)));
        return steps;
    }

    /** At the end of the transaction: an old application deletes both, in whichever order. */
    private List<Step> deletion() {
        return trigger(
                DELETE,
                pair.target(),
                "after delete",
                DSL.raw(""),
                Ddl.sql(
                        "begin delete from {0} where {1} and not exists (select from {2} where {3}); return null; end",
                        pair.sources(), pair.belong(PairSql.SOURCE, "old"), pair.targets(), pair.belong()),
                "take the other half of a row away with it");
    }

    // ---- statements

    private Name function(String kind) {
        return Names.of(pair.target().name().sibling(kind.replace("~", "").replace("I", "i") + suffix));
    }

    private List<Step> trigger(
            String kind, Table table, String event, QueryPart condition, String body, String purpose) {
        boolean deferred = kind.equals(DELETE);
        boolean eachRow = !kind.startsWith(TRUNCATE);
        return List.of(
                function(kind, body, purpose),
                Steps.brief(
                        Ddl.sql(
                                "create {0}trigger {1} {2} on {3}{4} for each {5}{6} execute function {7}()",
                                DSL.raw(deferred ? "constraint " : ""),
                                DSL.name(kind + suffix),
                                DSL.raw(event),
                                Names.of(table.name()),
                                DSL.raw(deferred ? " deferrable initially deferred" : ""),
                                DSL.raw(eachRow ? "row" : "statement"),
                                condition,
                                function(kind)),
                        purpose,
                        Locks.on(table.name(), Lock.Mode.SHARE_ROW_EXCLUSIVE)));
    }

    private Step function(String kind, String body, String purpose) {
        return Steps.brief(
                Ddl.sql(
                        "create or replace function {0}() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as {1}",
                        function(kind), DSL.inline(body)),
                purpose,
                List.of());
    }

    private Step enableAlways(Table table, List<String> kinds) {
        return Steps.brief(
                Ddl.sql(
                        "alter table {0} {1}",
                        Names.of(table.name()),
                        DSL.list(kinds.stream()
                                .map(kind -> Ddl.part("enable always trigger {0}", DSL.name(kind + suffix)))
                                .toList())),
                "let them fire whatever the session's role is",
                Locks.on(table.name(), Lock.Mode.SHARE_ROW_EXCLUSIVE));
    }

    private Step sayWhatFor() {
        return Steps.brief(
                Ddl.sql(
                        "comment on function {0}() is {1}",
                        function(FILL), DSL.inline(pair.absorption().toString())),
                "say what is under way",
                List.of());
    }

    // ---- the end

    private record Made(String kind, TableName table) {}

    private List<Made> all() {
        var source = pair.source().name();
        var target = pair.target().name();
        return List.of(
                new Made(INSERT, target),
                new Made(UPDATE, target),
                new Made(DELETE, target),
                new Made(FILL, target),
                new Made(TRUNCATE + "t", target),
                new Made(TRUNCATE + "s", source),
                new Made(COPY, source));
    }

    /** {@return what notes the rows that are written to, in the end} */
    Touched touched() {
        return new Touched(pair, suffix);
    }

    /** {@return the names of all of them} */
    Set<String> names() {
        return all().stream().map(made -> made.kind() + suffix).collect(Collectors.toSet());
    }

    /** {@return the names of those that the database has now} */
    Set<String> found(DSLContext database) {
        var names = DSL.inline(names().toArray(String[]::new));
        return Set.copyOf(
                database.fetch("select tgname::text from pg_catalog.pg_trigger where tgname = any ({0})", names)
                        .getValues(0, String.class));
    }

    /** {@return the steps that drop those of them that are there} Nothing is kept equal any more. */
    List<Step> endTriggers(Set<String> there) {
        return all().stream()
                .filter(made -> there.contains(made.kind() + suffix))
                .map(made -> Steps.brief(
                        Ddl.sql("drop trigger {0} on {1}", DSL.name(made.kind() + suffix), Names.of(made.table())),
                        "no longer needed",
                        Locks.on(made.table(), Lock.Mode.ACCESS_EXCLUSIVE)))
                .toList();
    }

    /** {@return the step that drops their functions, if there are any} */
    List<Step> endFunctions(Set<String> there) {
        var functions = all().stream()
                .filter(made -> there.contains(made.kind() + suffix))
                .map(made -> Ddl.part("{0}()", function(made.kind())))
                .toList();
        return functions.isEmpty()
                ? List.of()
                : List.of(
                        Steps.brief(Ddl.sql("drop function {0}", DSL.list(functions)), "no longer needed", List.of()));
    }
}
