package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.Generation;
import dev.intact.check.DataCheck;
import dev.intact.check.Relation;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddColumn;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** How a column comes: in no time, whatever the size of the table; only with some defaults the table is made anew. */
final class ColumnAddition {
    private final StageDraft draft;
    private final Column column;

    private ColumnAddition(StageDraft draft, Column column) {
        this.draft = draft;
        this.column = column;
    }

    static Stage stage(StageDraft draft, AddColumn operation) {
        var column = operation.column();
        new ColumnAddition(draft, column).steps(operation.checks(draft.before()));
        boolean needsValue = column.notNull() && column.defaultValue() == null;
        return draft.in(needsValue ? Phase.CONTRACT : Phase.EXPAND);
    }

    /** Adds the steps that add a column. */
    static void of(StageDraft draft, Column column) {
        new ColumnAddition(draft, column).steps(List.of());
    }

    private void steps(List<DataCheck> checks) {
        draft.refuseNamesake();
        refuseNewMeaning();
        refuseTypeUnlessStrict();
        refuseAmbiguity();
        refusePositionalInserts();
        var definition = definition();
        boolean inNoTime = canBeAdded(statement(Relation.name(draft.table().name()), definition));
        checks.forEach(check -> draft.prove(check, "every row gets a value"));
        if (inNoTime) {
            draft.alter(name -> statement(name, definition), "add the column");
        } else {
            var text = draft.statements().database().renderInlined(definition);
            TableEdit.of(draft, DefinitionEdit.withColumn(draft.definition(), text), "add the column");
        }
    }

    /** SQLite says so only once it has written the new text. */
    private void refuseTypeUnlessStrict() {
        if (draft.table().properties().containsKey(PropertyReader.STRICT) && !UserSql.isStandardType(column.type())) {
            throw unsupported(
                    "a STRICT table has no columns of type \"%s\" (https://sqlite.org/stricttables.html)"
                            .formatted(column.type()),
                    "one of INT, INTEGER, REAL, TEXT, BLOB and ANY");
        }
    }

    private static Query statement(Name table, QueryPart definition) {
        return DSL.query("alter table {0} add column {1}", table, definition);
    }

    private QueryPart definition() {
        if (column.generation() instanceof Generation.Identity) {
            throw unsupported(
                    "a column gets its values by itself only as INTEGER PRIMARY KEY, which cannot be added",
                    "add a plain column, and let the application number its rows");
        }
        return ColumnClause.of(column);
    }

    /** EXPLAIN prepares the statement, and shows which errors its program has in store for a table with rows. */
    private boolean canBeAdded(Query statement) {
        var statements = draft.statements();
        try {
            for (var text : statements.column(statements.text(DSL.query("explain {0}", statement)), "p4")) {
                if (Identifiers.fold(text).startsWith("cannot add a") && !text.contains("NOT NULL") && hasRows()) {
                    return false;
                }
            }
        } catch (SQLException e) {
            if (Failures.words(e).startsWith("cannot add a STORED column")) {
                return false;
            }
            if (!yetToCome(e)) {
                throw refusal(e);
            }
        }
        return true;
    }

    private boolean hasRows() throws SQLException {
        var statements = draft.statements();
        var query = DSL.query(
                "select exists (select 1 from {0}) as there",
                Relation.name(draft.table().name()));
        return statements.column(statements.text(query), "there").contains("1");
    }

    /** Whether it fails only because what it needs is added by an earlier operation of the same change. */
    private boolean yetToCome(SQLException e) {
        return e.getErrorCode() == 1 && !allColumnsAreThere();
    }

    private boolean allColumnsAreThere() {
        var table = draft.table();
        var columns = table.columnNames().stream()
                .map(each -> DSL.field(DSL.name(table.name().name(), each)))
                .toList();
        try {
            draft.statements().run(DSL.query("explain {0}", DSL.select(columns).from(Relation.name(table.name()))));
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private RuntimeException refusal(SQLException e) {
        if (e.getErrorCode() != 1) {
            return new DataAccessException("adding a column", e);
        }
        return Failures.words(e).startsWith("duplicate column name")
                ? unsupported("SQLite takes it for one that is there, whatever the case", "choose another name")
                : unsupported(Failures.words(e) + " (SQLite)", "say the column's type and default otherwise");
    }

    private UnsupportedChangeException unsupported(String reason, String wayOut) {
        return new UnsupportedChangeException(
                "adding the column %s to %s".formatted(column, draft.table().name()), reason, wayOut);
    }

    /** In a view of several tables, what meant another one's column of that name would come to mean either. */
    private void refuseAmbiguity() {
        var views = draft.table().dependents().stream()
                .filter(user -> user.kind() == Dependent.Kind.VIEW)
                .toList();
        if (views.isEmpty()) {
            return;
        }
        var definition = draft.definition();
        var plain = draft.statements()
                .database()
                .renderInlined(DSL.sql("{0} {1}", DSL.name(column.name()), DSL.raw(column.type())));
        var before = ambiguous(views, definition);
        ambiguous(views, DefinitionEdit.withColumn(definition, plain)).stream()
                .filter(view -> !before.contains(view))
                .findFirst()
                .ifPresent(view -> {
                    throw unsupported(
                            "in the %s the name %s would come to mean columns of several tables"
                                    .formatted(view, column.name()),
                            "say there which table's it is: drop the view, and make it again");
                });
    }

    /** {@return those of the views that are so with that definition of the table} */
    private List<Dependent> ambiguous(List<Dependent> views, CreateTable definition) {
        return Scratch.of(draft.statements(), scratch -> {
            scratch.make(definition);
            for (var view : views) {
                if (!StoredSchema.TEMP.equals(view.name().schema())) {
                    draft.statements().run(Belongings.temporary(view.definition()));
                }
            }
            var found = new ArrayList<Dependent>();
            for (var view : views) {
                if (isAmbiguous(DSL.query(
                        "explain select 1 from {0}", scratch.name(view.name().name())))) {
                    found.add(view);
                }
            }
            return found;
        });
    }

    private boolean isAmbiguous(Query query) throws SQLException {
        try {
            draft.statements().run(query);
            return false;
        } catch (SQLException e) {
            if (e.getErrorCode() != 1) {
                throw e;
            }
            return Failures.words(e).contains("ambiguous column name");
        }
    }

    private void refusePositionalInserts() {
        PositionalInsert.in(draft.table().dependents().stream(), draft.table(), column).stream()
                .findFirst()
                .ifPresent(trigger -> {
                    throw unsupported(
                            "the %s inserts as many values as there are columns, and would fail with one more"
                                    .formatted(trigger),
                            "name the columns there: drop the trigger, and make it again");
                });
    }

    /**
     * A text in double quotes is a string where no column has that name, and the column as soon as one has (<a
     * href="https://sqlite.org/quirks.html#dblquote">quirk 8</a>): an index would no longer fit its rows.
     */
    private void refuseNewMeaning() {
        var quoted = new DoubleQuoted(column.name());
        quoted.in(draft.table()).forEach(expression -> {
            throw unsupported(
                    "%s has \"%s\" as a string, and it would come to mean the new column"
                            .formatted(expression, column.name()),
                    "write that string in single quotes first, or choose another name for the column");
        });
        draft.table().dependents().stream()
                .filter(user -> quoted.isIn(user.definition()))
                .forEach(user ->
                        draft.warn("the %s has \"%s\" in double quotes: where that was a string, it now is the column"
                                .formatted(user, column.name())));
    }
}
