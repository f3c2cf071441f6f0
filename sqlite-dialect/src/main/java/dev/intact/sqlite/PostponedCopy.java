package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Table;
import dev.intact.catalog.TargetKey;
import dev.intact.check.DataCheck;
import dev.intact.operation.Absorption;
import dev.intact.operation.ColumnUsers;
import dev.intact.operation.CopyColumns;
import dev.intact.operation.CreateIndex;
import dev.intact.operation.DropAbsorbed;
import dev.intact.operation.Primitive;
import java.util.List;
import java.util.Optional;

/**
 * Columns that are there, and are filled only where the other table goes: an UPDATE and DROP COLUMN would each write every
 * row, and {@link RowsAnew} writes it once.
 *
 * @param operation what is yet to be done
 * @param before the schema that it starts from
 */
record PostponedCopy(CopyColumns operation, Catalog before) {

    /** {@return that operation, unless its rows have to be filled at once, or where they are} */
    static Optional<PostponedCopy> of(StageDraft draft, CopyColumns operation, Optional<Primitive> next) {
        var before = draft.before();
        boolean isNext = next.filter(DropAbsorbed.class::isInstance)
                .map(DropAbsorbed.class::cast)
                .filter(each -> each.absorption().equals(operation.absorption()))
                .isPresent();
        return isNext
                        && draft.workplace().canEditSchema()
                        && !operation.absorption().moved().isEmpty()
                        && hasOwnKey(before, operation.absorption())
                        && keepsValuesAlike(before, operation.absorption().exact(before))
                        && canBeWrittenAnew(draft, operation)
                ? Optional.of(new PostponedCopy(operation, before))
                : Optional.empty();
    }

    /** Else each look for the other half would go through the whole table. */
    private static boolean hasOwnKey(Catalog before, Absorption absorption) {
        return TargetKey.isIn(before.table(absorption.source()), ColumnPair.to(absorption.joined()));
    }

    /** ANY means something else where only one of the tables is STRICT: what that changes is listed when it is done at once. */
    private static boolean keepsValuesAlike(Catalog before, Absorption absorption) {
        var source = before.table(absorption.source());
        var target = before.table(absorption.target());
        return absorption.written().stream()
                .map(pair -> source.column(pair.from()))
                .allMatch(column -> ReferenceRules.affinity(source, column) == ReferenceRules.affinity(target, column));
    }

    /** Indexes stay as they are, and lead to rows by their rowid; only an UPDATE fires triggers and cascades. */
    private static boolean canBeWrittenAnew(StageDraft draft, CopyColumns operation) {
        var target = draft.table();
        var written = new PairedRows(operation.absorption())
                .written().stream().map(PairedRows.Written::column).toList();
        return !draft.definition().withoutRowid()
                && RowsAnew.canTellRows(target, operation.columns(draft.before()))
                && draft.triggersOnUpdateOf(written).isEmpty()
                && written.stream()
                        .filter(column -> target.find(column).isPresent())
                        .allMatch(column -> isOnItsOwn(draft.before(), target, column));
    }

    private static boolean isOnItsOwn(Catalog before, Table target, String column) {
        var users = ColumnUsers.of(before, target, column);
        return users.indexes().isEmpty()
                && users.uniqueKeys().isEmpty()
                && users.foreignKeys().isEmpty()
                && users.checks().isEmpty()
                && users.fixed().isEmpty()
                && target.columns().stream().allMatch(each -> each.generation() instanceof Generation.None);
    }

    /** {@return the rules that the rows have to keep to for it} */
    List<DataCheck> checks() {
        return operation.checks(before);
    }

    /** {@return the indexes that would hold the two tables to be 1:1 meanwhile} There is no meanwhile. */
    List<CreateIndex> needlessKeys() {
        return operation.keys(before);
    }

    /** {@return the columns that are still to be NOT NULL: without a default, no row could have got them so} */
    List<String> laterNotNull() {
        return operation.columns(before).stream()
                .filter(PostponedCopy::isLaterNotNull)
                .map(Column::name)
                .toList();
    }

    static boolean isLaterNotNull(Column column) {
        return column.notNull() && column.defaultValue() == null;
    }
}
