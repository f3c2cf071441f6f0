package dev.intact.sqlite;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.Table;
import dev.intact.check.Relation;
import dev.intact.error.DependentsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.ColumnUsers;
import dev.intact.operation.DropColumn;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
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
        return new ColumnRemoval(draft, operation.column()).stage(operation);
    }

    private Stage stage(DropColumn operation) {
        refuseUsersOfDroppedViews();
        BrokenSchema.refuse(
                draft.statements(), users.dependents(), "dropping the column %s of %s".formatted(column, table.name()));
        var constraints = constraints();
        operation.checks(draft.before()).forEach(check -> draft.prove(check, "nothing is lost"));
        dependents(Dependent.Kind.TRIGGER)
                .forEach(each ->
                        draft.run(DSL.query("drop trigger {0}", Relation.name(each.name())), "uses the column"));
        dependents(Dependent.Kind.VIEW)
                .forEach(each -> draft.run(DSL.query("drop view {0}", Relation.name(each.name())), "uses the column"));
        users.indexes()
                .forEach(index -> draft.run(
                        DSL.query("drop index {0}", Relation.name(table.name().sibling(String.valueOf(index.name())))),
                        "uses the column"));
        constraints.forEach(each -> draft.run(each, "uses the column"));
        return draft.run(dropping(), "drop the column").warnOfLength().in(Phase.CONTRACT);
    }

    private List<Dependent> dependents(Dependent.Kind kind) {
        return users.dependents().stream().filter(each -> each.kind() == kind).toList();
    }

    private Query dropping() {
        return DSL.query("alter table {0} drop column {1}", Relation.name(table.name()), DSL.name(column));
    }

    private void refuseKey(String key) {
        throw unsupported(
                "it is in %s, which ALTER TABLE cannot drop".formatted(key),
                "make the table anew by hand, in the order of https://sqlite.org/lang_altertable.html#otheralter");
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

    private static boolean uses(Dependent user, Dependent view) {
        var mentions = user.kind() == Dependent.Kind.VIEW
                ? Mentions.ofView(user.definition())
                : Mentions.ofTrigger(user.definition());
        return mentions.ofTable(view.name().name());
    }

    /** {@return the statements that drop the constraints which do not go by themselves: those not behind the column} */
    private List<Query> constraints() {
        var statements = new ArrayList<Query>();
        var stored = new StoredSchema(draft.statements().database())
                .named(StoredSchema.MAIN, List.of(table.name().name()));
        for (var entry : stored) {
            var definition = TableSource.parse(entry);
            definition
                    .allConstraints()
                    .filter(this::isKeyOverColumn)
                    .forEach(key -> refuseKey(key.span().in(definition.sql())));
            var ownClauses =
                    definition.column(column).map(ColumnDefinition::constraints).orElse(List.of());
            definition
                    .allConstraints()
                    .filter(clause -> !ownClauses.contains(clause))
                    .filter(this::uses)
                    .forEach(clause -> statements.add(dropping(clause)));
        }
        return statements;
    }

    private boolean isKeyOverColumn(ConstraintClause clause) {
        return clause instanceof ConstraintClause.Unique key
                && key.columns().stream().anyMatch(term -> Identifiers.same(String.valueOf(term.column()), column));
    }

    private boolean uses(ConstraintClause clause) {
        if (clause instanceof ConstraintClause.ForeignKey key) {
            return key.columns().stream().anyMatch(each -> Identifiers.same(each, column));
        }
        return clause instanceof ConstraintClause.Check check
                && users.checks().stream()
                        .anyMatch(each -> each.condition().equals(ColumnReader.expression(check.expression())));
    }

    private Query dropping(ConstraintClause clause) {
        var statement = Optional.ofNullable(clause.name())
                .map(name ->
                        DSL.query("alter table {0} drop constraint {1}", Relation.name(table.name()), DSL.name(name)))
                .orElseThrow(
                        () -> unsupported(
                                "a constraint behind the columns names it, and has no name by which it could be dropped",
                                "make the table anew by hand, in the order of https://sqlite.org/lang_altertable.html#otheralter"));
        try {
            draft.statements().run(DSL.query("explain {0}", statement));
            return statement;
        } catch (SQLException e) {
            if (e.getErrorCode() != 1) {
                throw new DataAccessException("dropping a constraint", e);
            }
            throw unsupported(
                    "the constraint %s cannot be dropped: %s".formatted(clause.name(), Failures.words(e)),
                    "use a driver with a newer SQLite (3.53 drops checks, 3.54 foreign keys), or make the table anew by hand");
        }
    }

    private UnsupportedChangeException unsupported(String reason, String wayOut) {
        return new UnsupportedChangeException(
                "dropping the column %s of %s".formatted(column, table.name()), reason, wayOut);
    }
}
