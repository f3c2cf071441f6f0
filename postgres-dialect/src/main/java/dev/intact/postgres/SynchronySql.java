package dev.intact.postgres;

import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.ForeignKey;
import dev.intact.operation.Reconcile;
import dev.intact.operation.Reconciled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** The bodies of the functions that keep two tables equal. No name in them is looked for along a search path. */
final class SynchronySql {
    private static final Set<String> SERVERS_OWN = Set.of("gen_random_uuid()", "uuidv4()", "uuidv7()");

    private final PairSql pair;
    private final Equality equality;

    /** The columns that both have and that were the same: copied where they are written, and only then. */
    private final List<ColumnPair> agreeing;

    SynchronySql(PairSql pair, DSLContext database) {
        this.pair = pair;
        this.equality = new Equality(database);
        this.agreeing = pair.absorption().reconciled().stream()
                .filter(each -> each.choice() instanceof Reconcile.Agree)
                .map(Reconciled::columns)
                .toList();
    }

    // ---- values

    /**
     * {@return the expression that gives the next value of a column of the source} Its functions and sequences are found
     * without anyone's search path.
     */
    Optional<QueryPart> next(String name) {
        var source = pair.source();
        var value = source.column(name).defaultValue();
        if (source.properties().containsKey("sequence of column " + name)) {
            return Optional.of(Ddl.part(
                    "pg_catalog.nextval(pg_catalog.pg_get_serial_sequence({0}, {1})::pg_catalog.regclass)",
                    DSL.inline(Ddl.sql("{0}", Names.of(source.name()))), DSL.inline(name)));
        }
        return value != null && SERVERS_OWN.contains(value.sql())
                ? Optional.of(DSL.raw("pg_catalog." + value.sql()))
                : Optional.empty();
    }

    // ---- bodies

    /** The other way as well where a trigger of the target's has made something else of it. */
    String copying() {
        var written = pair.absorption().written();
        return Ddl.sql(
                "begin {0} if found then {1} end if; {2}return null; end",
                toTarget(written, "new"), toSource(written, byKey("new")), agreed(true));
    }

    String mirroring() {
        return Ddl.sql(
                "begin {0} {1}return null; end",
                toSource(pair.absorption().written(), byPointer(PairSql.TARGET, "new")), agreed(false));
    }

    private QueryPart agreed(boolean fromSource) {
        if (agreeing.isEmpty()) {
            return DSL.raw("");
        }
        var columns = fromSource ? ColumnPair.from(agreeing) : ColumnPair.to(agreeing);
        return Ddl.part(
                fromSource ? "if tg_op = 'UPDATE' then if {0} then {1} end if; end if; " : "if {0} then {1} end if; ",
                Equality.differ(image("old", columns), image("new", columns)),
                fromSource ? toTarget(agreeing, "new") : toSource(agreeing, byPointer(PairSql.TARGET, "new")));
    }

    /** {@return whether what is written to the target is to be copied} A row's being filled is not. */
    QueryPart changed(String flag) {
        var written = Ddl.part(
                "{0} is not null and {1}",
                DSL.name("old", flag), Equality.differ(image("old", pair.to()), image("new", pair.to())));
        var agreeing = ColumnPair.to(this.agreeing);
        return agreeing.isEmpty()
                ? written
                : Ddl.part("({0}) or {1}", written, Equality.differ(image("old", agreeing), image("new", agreeing)));
    }

    /** The row of the source is locked, so that what is written to it next waits, and then finds this one. */
    String filling(String numbering, String flag) {
        var into = new ArrayList<String>();
        for (int i = 0; i < pair.to().size(); i++) {
            into.add(Ddl.sql(
                    "{0} := {1};",
                    DSL.name("new", pair.to().get(i)),
                    DSL.name("copied", pair.from().get(i))));
        }
        return Ddl.sql(
                "declare copied pg_catalog.record; begin {0}if tg_op = 'INSERT' or {1} then"
                        + " select {2} into copied from {3} where {4} for no key update;"
                        + " if found then {5} end if; end if; return new; end",
                DSL.raw(numbering),
                toBeFilled(flag),
                PairSql.columns(PairSql.SOURCE, pair.from()),
                pair.sources(),
                belong(PairSql.SOURCE, "new"),
                DSL.raw(String.join(" ", into)));
    }

    /** {@return whether a row that is updated is to be filled: it points elsewhere, or is not filled yet} */
    QueryPart toBeFilled(String flag) {
        var pointer = ColumnPair.from(pair.absorption().joined());
        return Ddl.part(
                "{0} or {1} is null",
                Equality.differ(image("new", pointer), image("old", pointer)), DSL.name("new", flag));
    }

    /**
     * Where the source has the row already, it may have come in one statement with this one, or only just. A column in ON
     * CONFLICT cannot be qualified, and could be taken for a variable.
     */
    String inserting() {
        var row = pair.absorption().copiedRow();
        return Ddl.sql(
                "#variable_conflict use_column\nbegin insert into {0} ({1}) overriding system value select {2} from {3} where {4} on conflict ({5}) do nothing;"
                        + " if not found then {6} end if; return null; end",
                Names.of(pair.source().name()),
                Ddl.names(ColumnPair.from(row)),
                PairSql.columns(PairSql.TARGET, ColumnPair.to(row)),
                pair.targets(),
                byPointer(PairSql.TARGET, "new"),
                Ddl.names(ColumnPair.to(pair.absorption().joined())),
                update(
                        pair.targets(),
                        pair.sources(),
                        reversed(pair.absorption().written()),
                        PairSql.TARGET,
                        PairSql.SOURCE,
                        byPointer(PairSql.TARGET, "new")));
    }

    /** The row is locked first: a statement that waits for it would not look once more whether it is somebody's by then. */
    String deleting() {
        var theirs = belong(PairSql.SOURCE, "old");
        return Ddl.sql(
                "begin perform 1 from {0} where {1} for update;"
                        + " delete from {0} where {1} and not exists (select from {2} where {3}); return null; end",
                pair.sources(), theirs, pair.targets(), belong(PairSql.SOURCE, PairSql.TARGET));
    }

    /** Only one that still points back: an old application has emptied that, and goes on to delete the row itself. */
    String releasing(ForeignKey key) {
        var back = new ArrayList<QueryPart>();
        for (int i = 0; i < key.columns().size(); i++) {
            back.add(equal(
                    key.columns().get(i),
                    DSL.name(PairSql.SOURCE, key.columns().get(i)),
                    DSL.name("old", key.referencedColumns().get(i))));
        }
        return Ddl.sql(
                "begin delete from {0} where {1} and {2}; return null; end",
                pair.sources(), belong(PairSql.SOURCE, "old"), Ddl.and(back));
    }

    // ---- parts

    private QueryPart toTarget(List<ColumnPair> columns, String row) {
        return update(pair.targets(), pair.sources(), reversed(columns), PairSql.TARGET, PairSql.SOURCE, byKey(row));
    }

    private QueryPart toSource(List<ColumnPair> columns, QueryPart which) {
        return update(pair.sources(), pair.targets(), columns, PairSql.SOURCE, PairSql.TARGET, which);
    }

    /** What is read is locked already, by the statement that fired: nobody writes to it meanwhile. */
    private QueryPart update(
            QueryPart table, QueryPart other, List<ColumnPair> columns, String to, String from, QueryPart which) {
        return Ddl.part(
                "update {0} set ({1}) = row({2}) from {3} where {4} and {5} and {6};",
                table,
                Ddl.names(ColumnPair.from(columns)),
                PairSql.columns(from, ColumnPair.to(columns)),
                other,
                which,
                belong(PairSql.SOURCE, PairSql.TARGET),
                Equality.differ(image(to, ColumnPair.from(columns)), image(from, ColumnPair.to(columns))));
    }

    private static List<ColumnPair> reversed(List<ColumnPair> columns) {
        return columns.stream()
                .map(column -> new ColumnPair(column.to(), column.from()))
                .toList();
    }

    private QueryPart belong(String source, String target) {
        return Ddl.and(pair.absorption().joined().stream()
                .map(each -> equal(each.to(), DSL.name(source, each.to()), DSL.name(target, each.from())))
                .toList());
    }

    /** {@return that the source's row is that one} */
    private QueryPart byKey(String row) {
        return Ddl.and(ColumnPair.to(pair.absorption().joined()).stream()
                .map(column -> equal(column, DSL.name(PairSql.SOURCE, column), DSL.name(row, column)))
                .toList());
    }

    /** {@return that the target's row is the one that points where that row points} */
    private QueryPart byPointer(String target, String row) {
        return Ddl.and(pair.absorption().joined().stream()
                .map(each -> equal(each.to(), DSL.name(target, each.from()), DSL.name(row, each.from())))
                .toList());
    }

    private QueryPart equal(String column, QueryPart one, QueryPart other) {
        return equality.equal(pair.source().column(column).type(), one, other);
    }

    private static QueryPart image(String alias, List<String> columns) {
        return Equality.image(PairSql.columns(alias, columns));
    }
}
