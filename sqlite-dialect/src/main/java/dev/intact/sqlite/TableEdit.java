package dev.intact.sqlite;

import dev.intact.error.UnsupportedChangeException;
import java.sql.SQLException;

/**
 * Gives a table another definition while its rows stay: in place, where the stored rows mean the same under it; else, and
 * where the stored schema may not be edited, by making the table anew.
 */
final class TableEdit {
    private final StageDraft draft;
    private final CreateTable present;
    private final CreateTable wanted;
    private final String purpose;
    private final boolean otherKey;
    private final boolean written;

    private TableEdit(StageDraft draft, CreateTable wanted, String purpose, boolean otherKey, boolean written) {
        this.draft = draft;
        this.present = draft.definition();
        this.wanted = wanted;
        this.purpose = purpose;
        this.otherKey = otherKey;
        this.written = written;
    }

    /**
     * Adds the steps.
     *
     * @param wanted the new definition, made of {@link StageDraft#definition()} by {@link DefinitionEdit}; what follows in
     *     the same change finds it there
     */
    static StageDraft of(StageDraft draft, CreateTable wanted, String purpose) {
        return new TableEdit(draft, wanted, purpose, false, false).steps();
    }

    /** The same for a definition by which rows are stored by another key. */
    static StageDraft ofOtherKey(StageDraft draft, CreateTable wanted, String purpose) {
        return new TableEdit(draft, wanted, purpose, true, false).steps();
    }

    /** The same for a definition with other defaults, where each row has been written since it has all its columns. */
    static StageDraft ofWrittenRows(StageDraft draft, CreateTable wanted, String purpose) {
        return new TableEdit(draft, wanted, purpose, false, true).steps();
    }

    private StageDraft steps() {
        draft.refuseNamesake();
        var before = Scratch.of(draft.statements(), scratch -> RowFacts.of(scratch, present));
        var after = Scratch.of(draft.statements(), this::compile);
        var indexes = new OwnIndexEdit(draft, before, after);
        boolean sameRows = (written || before.others().equals(after.others()))
                && !(present.withoutRowid() && indexes.hasPrimaryKey());
        if (sameRows && draft.workplace().canEditSchema()) {
            SchemaEdit.of(draft, present, wanted, indexes, purpose);
            NewReferences.prove(draft, present, wanted);
            draft.workplace().texts().define(draft.table().name(), wanted);
        } else {
            Rebuild.of(draft, wanted, before, after, otherKey, purpose);
        }
        return draft;
    }

    private RowFacts compile(Scratch scratch) throws SQLException {
        try {
            return RowFacts.of(scratch, wanted);
        } catch (SQLException e) {
            if (e.getErrorCode() == 1) {
                throw unsupported(Failures.words(e) + " (SQLite)", "say it as SQLite has it");
            }
            throw e;
        }
    }

    private UnsupportedChangeException unsupported(String reason, String wayOut) {
        return new UnsupportedChangeException(
                "giving %s another definition".formatted(draft.table().name()), reason, wayOut);
    }
}
