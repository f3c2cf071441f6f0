package dev.intact.sqlite;

import dev.intact.catalog.Table;
import dev.intact.error.UnsupportedChangeException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * A table made anew, with all its rows and all that belongs to it, in the order of <a
 * href="https://sqlite.org/lang_altertable.html#otheralter">ALTER TABLE</a>, section 7: in any other, what references the
 * table follows the old one.
 */
final class Rebuild {
    private static final List<String> ROWID_NAMES = List.of("rowid", "_rowid_", "oid");

    private final StageDraft draft;
    private final Table table;
    private final CreateTable wanted;
    private final RowFacts present;
    private final RowFacts after;
    private final boolean otherKey;
    private final String newName;

    private Rebuild(StageDraft draft, CreateTable wanted, RowFacts present, RowFacts after, boolean otherKey) {
        this.draft = draft;
        this.table = draft.table();
        this.wanted = wanted;
        this.present = present;
        this.after = after;
        this.otherKey = otherKey;
        this.newName = new FreeName(draft).like("new " + table.name().name());
    }

    /**
     * Adds the steps.
     *
     * @param otherKey whether rows may come to be stored by another key
     */
    static void of(
            StageDraft draft, CreateTable wanted, RowFacts present, RowFacts after, boolean otherKey, String purpose) {
        new Rebuild(draft, wanted, present, after, otherKey).steps(purpose);
    }

    private void steps(String purpose) {
        refuseOtherRows();
        refuseEnforcedReferences();
        var foreignKeys = ForeignKeyBaseline.of(draft, wanted);
        var belongings = new Belongings(draft);
        draft.rebuild();
        foreignKeys.ifPresent(ForeignKeyBaseline::remember);
        draft.run(DSL.query("{0}", DSL.raw(creation())), "make the table anew: " + purpose);
        copy();
        if (wanted.allConstraints().anyMatch(Rebuild::isAutoincrement)) {
            keepHighWater();
        }
        proveCopied();
        moveStatistics(table.name().name(), newName, "keep what ANALYZE found");
        draft.run(
                DSL.query("drop table {0}", Quoted.name(table.name())), "drop the old table, whose rows are all there");
        rename();
        moveStatistics(newName, table.name().name(), "give it what ANALYZE found");
        belongings.makeAgain();
        foreignKeys.ifPresent(ForeignKeyBaseline::proveNoMore);
        var stored = DefinitionEdit.named(wanted, table.name().name());
        SchemaEdit.proveStored(draft, stored);
        SchemaEdit.proveSound(draft);
        draft.workplace().texts().define(table.name(), stored);
        draft.warnOfLength()
                .warn("%s is made anew: all its rows are copied, and the file grows by as much"
                        .formatted(table.name()));
    }

    private void refuseOtherRows() {
        if (!after.columns().containsAll(present.columns())) {
            throw unsupported("it would lose columns", "drop the column by an operation of its own");
        }
        boolean sameKey =
                present.rowidAlias().equals(after.rowidAlias()) && present.key().equals(after.key());
        if (!sameKey && !otherKey) {
            throw unsupported("its rows would have another primary key", "change the key by an operation of its own");
        }
        if (isRowidHidden()) {
            throw unsupported(
                    "its columns hide the rowid, by which its rows are told", "rename one of rowid, _rowid_ and oid");
        }
    }

    private boolean isRowidHidden() {
        return isRowidKept() && freeRowidName(table.columnNames()).isEmpty();
    }

    /** DROP TABLE deletes all rows first, and what references them goes along: https://sqlite.org/foreignkeys.html#fk_schemacommands. */
    private void refuseEnforcedReferences() {
        var references = draft.before().referencesTo(table.name());
        if (!references.isEmpty() && draft.workplace().mustEnforceForeignKeys()) {
            throw unsupported(
                    "it has to be made anew, and DROP TABLE would delete its rows, which %s references, while foreign keys are enforced; in a transaction they cannot be turned off (https://sqlite.org/pragma.html#pragma_foreign_keys)"
                            .formatted(references.get(0).from()),
                    "use Intact.using(dataSource), or run pragma foreign_keys = off before the transaction begins");
        }
    }

    private UnsupportedChangeException unsupported(String reason, String wayOut) {
        return new UnsupportedChangeException("giving %s another definition".formatted(table.name()), reason, wayOut);
    }

    private String creation() {
        return DefinitionEdit.named(wanted, newName).creation(StoredSchema.MAIN);
    }

    private QueryPart anew() {
        return Quoted.name(table.name().sibling(newName));
    }

    // ---- rows

    /** ABORT, whatever a constraint says of conflicts: no row is left out, and none replaces another. */
    private void copy() {
        var fields = Stream.concat(rowidName().stream(), present.columns().stream())
                .map(column -> Quoted.field(column))
                .toList();
        draft.run(
                DSL.query(
                        "insert or abort into {0} ({1}) select {1} from {2}",
                        anew(), DSL.list(fields), Quoted.name(table.name())),
                rowidName().isEmpty() ? "copy every row" : "copy every row, with its rowid");
    }

    /** Whether rows have numbers that no column of theirs tells. */
    private boolean isRowidKept() {
        return !wanted.withoutRowid() && after.rowidAlias().isEmpty();
    }

    private Optional<String> rowidName() {
        return isRowidKept() ? Optional.of(rowidName(table)) : Optional.empty();
    }

    /** {@return the name by which the number of a row is told, which is no column's} */
    static String rowidName(Table table) {
        return freeRowidName(table.columnNames())
                .orElseThrow(() -> new UnsupportedChangeException(
                        "telling the rows of %s by their rowid".formatted(table.name()),
                        "its columns hide it",
                        "rename one of rowid, _rowid_ and oid"));
    }

    /** {@return a name of the rowid that is none of these columns'} */
    static Optional<String> freeRowidName(List<String> columns) {
        return ROWID_NAMES.stream()
                .filter(name -> columns.stream().noneMatch(column -> Identifiers.same(column, name)))
                .findFirst();
    }

    private static boolean isAutoincrement(ConstraintClause clause) {
        return clause instanceof ConstraintClause.PrimaryKey key && key.autoincrement();
    }

    /** The highest number ever given, even where no row has it any more: https://sqlite.org/autoinc.html. */
    private void keepHighWater() {
        var sequence = DSL.name(StoredSchema.MAIN, "sqlite_sequence");
        draft.run(
                        DSL.query("delete from {0} where name = {1}", sequence, DSL.inline(newName)),
                        "no number was given here")
                .run(
                        DSL.query(
                                "insert into {0} (name, seq) select {1}, seq from {0} where name = {2}",
                                sequence,
                                DSL.inline(newName),
                                DSL.inline(table.name().name())),
                        "no number that was given is given again");
    }

    /**
     * Every value, bit for bit, not as its column compares it. Rows are told by their key as it is compared, for which there
     * is an index; by its bytes where the index compares otherwise than the column, by which rows may be equal then.
     */
    private void proveCopied() {
        var key = wanted.withoutRowid() ? present.key() : List.of(rowidName().orElse(after.rowidAlias()));
        var told = PropertyReader.isKeyCollatedOtherwise(table) ? "{0} collate binary = {1}" : "{0} = {1}";
        var same = DSL.and(key.stream()
                .map(column -> DSL.condition(told, Quoted.field("new", column), Quoted.field("old", column)))
                .toList());
        var lost = Quoted.field("new", key.get(0)).isNull();
        var differs = Conditions.any(
                Stream.concat(Stream.of(lost), present.columns().stream().map(Rebuild::differs))
                        .toList());
        draft.prove(
                DSL.query(
                        "select {0} from {1} as {2} left join {3} as {4} on {5} where {6}",
                        DSL.list(key.stream()
                                .map(column -> Quoted.field("old", column))
                                .toList()),
                        Quoted.name(table.name()),
                        DSL.name("old"),
                        anew(),
                        DSL.name("new"),
                        same,
                        differs),
                "every row is there, with every value");
        draft.prove(
                DSL.query(
                        "select 'rows too many' as problem where (select count(*) from {0}) > (select count(*) from {1})",
                        anew(), Quoted.name(table.name())),
                "there is no other row");
    }

    private static Condition differs(String column) {
        Field<Object> old = Quoted.field("old", column);
        Field<Object> copied = Quoted.field("new", column);
        return DSL.condition("({0} collate binary is not {1} or typeof({0}) <> typeof({1}))", old, copied);
    }

    // ---- names

    /** Otherwise views and triggers that name the table would have to work now, while it is not there. */
    private void rename() {
        var found = draft.workplace().flag("legacy_alter_table");
        draft.run(DSL.query("pragma legacy_alter_table = on"), "leave alone what names the table")
                .run(
                        DSL.query(
                                "alter table {0} rename to {1}",
                                anew(), Quoted.name(table.name().name())),
                        "give the new table its name")
                .run(DSL.query("pragma legacy_alter_table = {0}", DSL.keyword(found ? "on" : "off")), "as it was");
    }

    /** DROP TABLE deletes them. */
    private void moveStatistics(String from, String to, String purpose) {
        new StoredSchema(draft.statements().database())
                .named(StoredSchema.MAIN, List.of("sqlite_stat1", "sqlite_stat4"))
                .forEach(statistics -> draft.run(
                        DSL.query(
                                "update {0} set tbl = {1} where tbl = {2}",
                                DSL.name(StoredSchema.MAIN, statistics.name()), DSL.inline(to), DSL.inline(from)),
                        purpose));
    }
}
