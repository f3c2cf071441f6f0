package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Table;
import dev.intact.check.DataCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The rows of a table under another definition, each with what its other half gives, written once beside the old ones. They
 * come in their place by an exchange of the two root pages (<a href="https://sqlite.org/fileformat2.html#ffschema">file
 * format</a>, section 2.6); indexes stay as they are, since each row keeps its rowid, and the columns that are indexed what
 * they hold.
 */
final class RowsAnew implements Exchange {
    private static final String NEW = "new";

    private final StageDraft draft;
    private final Table table;
    private final PairedRows pairs;
    private final Condition broken;
    private final List<DataCheck> rules;
    private final CreateTable bare;
    private final List<String> columns;
    private final String rowid;
    private final boolean columnsGo;
    private final String newName;
    private final String oldName;

    /**
     * Rows that come.
     *
     * @param present the definition that the rows have
     * @param wanted the other one
     * @param pairs the rows, and what they are given
     * @param rules the rules that hold for each pair
     * @param broken what says of a pair and of the new row, which is called "new", that one of them does not
     */
    RowsAnew(
            StageDraft draft,
            CreateTable present,
            CreateTable wanted,
            PairedRows pairs,
            List<DataCheck> rules,
            Function<String, Condition> broken) {
        this.draft = draft;
        this.table = draft.table();
        this.pairs = pairs;
        this.rules = List.copyOf(rules);
        this.broken = broken.apply(NEW);
        var facts = Scratch.of(draft.statements(), scratch -> RowFacts.of(scratch, wanted));
        this.columns = facts.columns();
        this.rowid = facts.rowidAlias().isEmpty() ? Rebuild.rowidName(table) : facts.rowidAlias();
        this.bare = bare(wanted, facts);
        this.columnsGo = !columns.containsAll(Scratch.of(draft.statements(), scratch -> RowFacts.of(scratch, present))
                .columns());
        var names = new FreeName(draft);
        this.newName = names.like("new " + table.name().name());
        this.oldName = names.like("old " + table.name().name());
    }

    /** {@return whether each row of the table can be told by its rowid, also with these columns} */
    static boolean canTellRows(Table table, List<Column> more) {
        return Rebuild.freeRowidName(Stream.concat(table.columns().stream(), more.stream())
                        .map(Column::name)
                        .toList())
                .isPresent();
    }

    /**
     * Its indexes stay with the table, and so does what it refers to. A CHECK may say the table's name; what rows were let
     * break, they go on to break, as in an UPDATE of other columns.
     */
    private CreateTable bare(CreateTable wanted, RowFacts facts) {
        var going = wanted.allConstraints()
                .filter(clause -> clause instanceof ConstraintClause.Unique
                        || clause instanceof ConstraintClause.ForeignKey
                        || clause instanceof ConstraintClause.Check
                        || (clause instanceof ConstraintClause.PrimaryKey
                                && facts.rowidAlias().isEmpty()));
        var notNull = wanted.columns().stream()
                .filter(column -> written(column.name()).isEmpty())
                .flatMap(column -> column.constraints().stream())
                .filter(ConstraintClause.NotNull.class::isInstance);
        return DefinitionEdit.without(wanted, Stream.concat(going, notNull).toList());
    }

    @Override
    public void build() {
        draft.run(
                        DSL.query(
                                "{0}",
                                DSL.raw(DefinitionEdit.named(bare, newName).creation(StoredSchema.MAIN))),
                        "make a place for the rows as they are to be")
                .run(insert(), "write each row there, with its rowid and what the other table holds");
        draft.prove(different(), rules, "every row is there, with every value of both tables");
    }

    private QueryPart anew() {
        return Quoted.name(table.name().sibling(newName));
    }

    /** By their rowid, as they are found anyway: so the new ones come one behind the other. */
    private Query insert() {
        var into = new ArrayList<QueryPart>();
        var values = new ArrayList<QueryPart>();
        if (!columns.contains(rowid)) {
            into.add(Quoted.name(rowid));
            values.add(Quoted.field(PairedRows.TARGET, rowid));
        }
        for (var column : columns) {
            into.add(Quoted.name(column));
            values.add(value(column));
        }
        return DSL.query(
                "insert or abort into {0} ({1}) select {2} from {3} {4} join {5} on {6} order by {7}",
                anew(),
                DSL.list(into),
                DSL.list(values),
                pairs.target(),
                join(),
                pairs.source(),
                pairs.belongTogether(),
                Quoted.field(PairedRows.TARGET, rowid));
    }

    /** CROSS JOIN is what keeps the order of the tables: https://sqlite.org/optoverview.html#crossjoin. */
    private QueryPart join() {
        return DSL.keyword(pairs.mayBeAlone() ? "left" : "cross");
    }

    private QueryPart value(String column) {
        var own = Quoted.field(PairedRows.TARGET, column);
        return written(column)
                .map(written -> pairs.mayBeAlone()
                        ? DSL.sql("case when {0} then {1} else {2} end", pairs.isAlone(), own, written)
                        : written)
                .orElse(own);
    }

    private Optional<QueryPart> written(String column) {
        return pairs.written().stream()
                .filter(each -> Identifiers.same(each.column(), column))
                .map(each -> each.said() ? pairs.lookedUp(each) : each.value())
                .findFirst();
    }

    /** Each row has its new one and nothing else has; each of the other table is the other half of one. */
    private Query different() {
        return DSL.query(
                "select 1 from (select count(*) as \"rows\", count({0}) as \"pairs\" from {1} cross join {2} as {3} {4} join {5} on {6} where {7})"
                        + " where \"rows\" <> (select count(*) from {8}) or \"rows\" <> (select count(*) from {2}) or \"pairs\" <> (select count(*) from {9})",
                pairs.half(),
                pairs.target(),
                anew(),
                DSL.name(NEW),
                join(),
                pairs.source(),
                pairs.belongTogether(),
                isSame(),
                Quoted.name(table.name()),
                pairs.sourceTable());
    }

    private Condition isSame() {
        var same = new ArrayList<Condition>();
        same.add(DSL.condition("{0} = {1}", Quoted.field(NEW, rowid), Quoted.field(PairedRows.TARGET, rowid)));
        columns.stream()
                .filter(column -> !column.equals(rowid) && written(column).isEmpty())
                .forEach(column -> same.add(same(column)));
        var filled = broken.not();
        if (pairs.mayBeAlone()) {
            var asBefore = new ArrayList<Condition>();
            asBefore.add(pairs.isAlone());
            pairs.written().forEach(each -> asBefore.add(same(each.column())));
            filled = Conditions.any(List.of(
                    Conditions.all(asBefore),
                    Conditions.all(List.of(pairs.isAlone().not(), filled))));
        }
        same.add(filled);
        return Conditions.all(same);
    }

    private static Condition same(String column) {
        return DSL.condition(
                "{0} collate binary is {1}", Quoted.field(NEW, column), Quoted.field(PairedRows.TARGET, column));
    }

    @Override
    public void exchange() {
        var names = DSL.list(DSL.inline(table.name().name()), DSL.inline(newName));
        draft.run(
                        DSL.query(
                                "update main.sqlite_schema as {0} set rootpage = {1}.rootpage"
                                        + " from (select name, rootpage from main.sqlite_schema where type = 'table' and name in ({2})) as {1}"
                                        + " where {0}.type = 'table' and {0}.name in ({2}) and {0}.name <> {1}.name",
                                DSL.name("entry"), DSL.name("other"), names),
                        "put the new rows in the place of the old")
                .prove(DSL.query("select changes() as changed where changes() <> 2"), "each is in the other's place");
    }

    @Override
    public void finish() {
        var replaced = columnsGo ? renamed() : newName;
        draft.run(
                DSL.query("drop table {0}", Quoted.name(table.name().sibling(replaced))),
                "drop the old rows, each of which has its new one");
        draft.warn("the rows of %s are written anew, beside the old ones: the file grows by as much"
                .formatted(table.name()));
    }

    /** Whatever names a column that is gone would fail only when it is used: a RENAME compiles all views and triggers. */
    private String renamed() {
        draft.run(
                DSL.query("alter table {0} rename to {1}", anew(), Quoted.name(oldName)),
                "see that nothing names what is gone");
        return oldName;
    }
}
