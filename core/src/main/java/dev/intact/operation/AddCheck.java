package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Check;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.Unmet;
import dev.intact.error.DifferentShapeException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Adds a CHECK constraint, or validates an equal one that was never checked against all rows. Where an equal one is there,
 * there is nothing to do; names do not matter.
 *
 * @param table the table
 * @param check the constraint, which has a name, and is validated
 */
public record AddCheck(TableName table, Check check) implements Primitive {
    /** A condition that no row may break. */
    public static AddCheck of(TableName table, String name, String condition) {
        return new AddCheck(table, new Check(name, Expression.of(condition), true));
    }

    /** {@return this, under that name} */
    public AddCheck named(String chosen) {
        return new AddCheck(table, new Check(chosen, check.condition(), true));
    }

    @Override
    public Scope scope() {
        return Scope.of(table, Set.of(check.condition().sql()));
    }

    /** {@return the equal constraint that is there, if there is one} */
    public Optional<Check> present(Catalog before) {
        var there = before.table(table);
        var wanted = before.inNormalForm(there.name(), check.condition());
        return there.checks().stream()
                .filter(each -> each.condition().equals(wanted))
                .findFirst();
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        var present = present(before);
        if (present.filter(Check::validated).isPresent()) {
            return before;
        }
        var promised = new Check(
                present.map(Check::name).orElse(check.name()),
                before.inNormalForm(there.name(), check.condition()),
                true);
        var remaining = present.map(there::without).orElse(there);
        refuseNameOfAnother(remaining, promised);
        return before.with(remaining.with(promised));
    }

    private static void refuseNameOfAnother(Table there, Check check) {
        if (check.name() != null && there.indexAndConstraintNames().contains(check.name())) {
            throw new DifferentShapeException(
                    there.name() + ": " + check.name(),
                    check.toString(),
                    "something else of that name",
                    "choose another name: .named(\"…\")");
        }
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        return List.of(new Unmet(before.table(table).name(), check.condition()));
    }

    @Override
    public Undo undo(Catalog before) {
        var present = present(before);
        return present.isPresent()
                ? Undo.NOTHING.noting("the constraint %s stays validated".formatted(present.get()))
                : Undo.by(new DropCheck(table, String.valueOf(check.name())));
    }

    @Override
    public boolean cancels(Operation other) {
        return other.equals(new DropCheck(table, String.valueOf(check.name())));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return Call.of(
                        "addCheck",
                        table,
                        List.of(String.valueOf(check.name()), check.condition().sql()))
                .toString();
    }

    static AddCheck read(Call head, List<Call> rest) {
        if (!rest.isEmpty()) {
            throw rest.get(0).unexpected();
        }
        return of(head.table(), head.text(1), head.text(2));
    }
}
