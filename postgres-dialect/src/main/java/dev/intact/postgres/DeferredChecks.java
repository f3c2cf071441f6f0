package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.TableName;
import dev.intact.plan.Step;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jooq.Name;
import org.jooq.impl.DSL;

/** Checks that wait for the end of the transaction; with some still to come, ALTER TABLE fails: "pending trigger events". */
final class DeferredChecks {
    private DeferredChecks() {}

    /** {@return the step that makes them at once, where writing to these tables can have put any off} */
    static Optional<Step> now(Catalog before, Collection<TableName> written) {
        var constraints = new LinkedHashSet<Name>();
        for (var table : written) {
            var there = before.table(table);
            there.foreignKeys().forEach(key -> add(constraints, table, key));
            there.dependents().stream()
                    .filter(user -> user.kind() == Dependent.Kind.TRIGGER && isPutOff(user.definition()))
                    .forEach(trigger -> constraints.add(
                            Names.of(table.sibling(trigger.name().name()))));
            before.referencesTo(table).forEach(reference -> add(constraints, reference.from(), reference.key()));
        }
        return constraints.isEmpty()
                ? Optional.empty()
                : Optional.of(Steps.brief(
                        Ddl.sql("set constraints {0} immediate", DSL.list(List.copyOf(constraints))),
                        "check now what can be put off",
                        List.of()));
    }

    private static boolean isPutOff(String trigger) {
        return trigger.startsWith("CREATE CONSTRAINT TRIGGER") && !trigger.contains(" NOT DEFERRABLE ");
    }

    private static void add(Collection<Name> constraints, TableName table, ForeignKey key) {
        if (key.deferral().deferrable()) {
            constraints.add(Names.of(table.sibling(String.valueOf(key.name()))));
        }
    }
}
