package dev.intact.sqlite;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.Table;
import dev.intact.error.DependentsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.ColumnUsers;
import dev.intact.operation.DropColumn;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** How a column goes: what goes with it first. */
final class ColumnRemoval {
    private final StageDraft draft;
    private final Table table;
    private final String column;
    private final ColumnUsers users;

    private ColumnRemoval(StageDraft draft, String column) {
        this.draft = draft;
        this.table = draft.table();
        this.column = column;
        this.users = ColumnUsers.of(draft.before(), table, column);
    }

    static Stage stage(StageDraft draft, DropColumn operation) {
        var removal = new ColumnRemoval(draft, operation.column());
        removal.refuseWhatWouldBreak();
        operation.checks(draft.before()).forEach(check -> draft.prove(check, "nothing is lost"));
        removal.steps();
        return draft.in(Phase.CONTRACT);
    }

    /** Adds the steps that drop a column, and before it whatever is over it. */
    static void of(StageDraft draft, String column) {
        var removal = new ColumnRemoval(draft, column);
        removal.refuseWhatWouldBreak();
        removal.steps();
    }

    /** Adds the steps for whatever is over a column, which itself goes in another way. */
    static void ofUsers(StageDraft draft, String column) {
        var removal = new ColumnRemoval(draft, column);
        removal.refuseWhatWouldBreak();
        removal.removeUsers();
    }

    static Query dropping(Name table, String column) {
        return DSL.query("alter table {0} drop column {1}", table, DSL.name(column));
    }

    private void refuseWhatWouldBreak() {
        refuseUsersOfDroppedViews();
        refusePositionalInserts();
        BrokenSchema.refuse(
                draft.statements(), users.dependents(), "dropping the column %s of %s".formatted(column, table.name()));
    }

    private void steps() {
        removeUsers();
        draft.alter(name -> dropping(name, column), "drop the column").warnOfLength();
    }

    private void removeUsers() {
        removeConstraints();
        dependents(Dependent.Kind.TRIGGER).forEach(each -> draft.drop(each, "uses the column"));
        dependents(Dependent.Kind.VIEW).forEach(each -> draft.drop(each, "uses the column"));
        users.indexes()
                .forEach(index -> draft.runOnce(
                        IndexRendering.dropping(table.name(), String.valueOf(index.name())), "uses the column"));
    }

    private List<Dependent> dependents(Dependent.Kind kind) {
        return users.dependents().stream().filter(each -> each.kind() == kind).toList();
    }

    /** A view on a view that goes would be left broken. */
    private void refuseUsersOfDroppedViews() {
        var left = table.dependents().stream()
                .filter(each -> !users.dependents().contains(each))
                .filter(each -> dependents(Dependent.Kind.VIEW).stream().anyMatch(view -> uses(each, view)))
                .map(Dependent::toString)
                .toList();
        if (!left.isEmpty()) {
            throw new DependentsException(
                    "what would go along with the column " + column,
                    left,
                    "drop those first, and make them again without the column");
        }
    }

    private void refusePositionalInserts() {
        var left = PositionalInsert.in(
                table.dependents().stream().filter(each -> !users.dependents().contains(each)),
                table,
                table.column(column));
        if (!left.isEmpty()) {
            throw new DependentsException(
                    "the number of columns of %s".formatted(table.name()),
                    left.stream().map(Dependent::toString).toList(),
                    "name the columns there: drop the trigger, and make it again");
        }
    }

    private static boolean uses(Dependent user, Dependent view) {
        var mentions = user.kind() == Dependent.Kind.VIEW
                ? Mentions.ofView(user.definition())
                : Mentions.ofTrigger(user.definition());
        return mentions.ofTable(view.name().name());
    }

    /** Those behind the column go with it by themselves, but for a key. */
    private void removeConstraints() {
        var definition = draft.definition();
        var own = definition.column(column).map(ColumnDefinition::constraints).orElse(List.of());
        var going = definition
                .allConstraints()
                .filter(clause -> isKeyOverColumn(clause) || (!own.contains(clause) && uses(clause)))
                .toList();
        if (going.isEmpty()) {
            return;
        }
        var names = going.stream()
                .flatMap(clause -> Stream.ofNullable(clause.name()))
                .toList();
        if (names.size() == going.size() && ForeignKeyRendering.canDropConstraints(draft, names)) {
            names.forEach(name -> draft.alter(each -> ForeignKeyRendering.dropping(each, name), "uses the column"));
        } else {
            TableEdit.of(
                    draft, DefinitionEdit.without(definition, going), "remove the constraints that use the column");
        }
    }

    private boolean isKeyOverColumn(ConstraintClause clause) {
        if (!(clause instanceof ConstraintClause.Unique key)
                || key.columns().stream().noneMatch(term -> Identifiers.same(String.valueOf(term.column()), column))) {
            return false;
        }
        if (!ConstraintReader.inOwnCollations(key.columns(), table.columns())) {
            throw unsupported(
                    "it is in %s, which compares otherwise than its columns do"
                            .formatted(key.span().in(draft.definition().sql())),
                    "make the table anew without it by hand, in the order of https://sqlite.org/lang_altertable.html#otheralter");
        }
        return true;
    }

    private boolean uses(ConstraintClause clause) {
        if (clause instanceof ConstraintClause.ForeignKey key) {
            return key.columns().stream().anyMatch(each -> Identifiers.same(each, column));
        }
        return clause instanceof ConstraintClause.Check check
                && users.checks().stream()
                        .anyMatch(each -> each.condition().equals(ColumnReader.expression(check.expression())));
    }

    private UnsupportedChangeException unsupported(String reason, String wayOut) {
        return new UnsupportedChangeException(
                "dropping the column %s of %s".formatted(column, table.name()), reason, wayOut);
    }
}
