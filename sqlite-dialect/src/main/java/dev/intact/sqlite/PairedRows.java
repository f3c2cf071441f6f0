package dev.intact.sqlite;

import dev.intact.check.Relation;
import dev.intact.operation.Absorption;
import dev.intact.operation.Reconcile;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** The rows of two 1:1 tables, each beside its other half, under the names that an expression of a user's says. */
final class PairedRows {
    static final String SOURCE = "source";
    static final String TARGET = "target";

    private final Absorption absorption;

    PairedRows(Absorption absorption) {
        this.absorption = absorption;
    }

    QueryPart source() {
        return DSL.sql("{0} as {1}", Relation.name(absorption.source()), DSL.name(SOURCE));
    }

    QueryPart target() {
        return DSL.sql("{0} as {1}", Relation.name(absorption.target()), DSL.name(TARGET));
    }

    Condition belongTogether() {
        return DSL.and(absorption.joined().stream()
                .map(pair -> Relation.field(SOURCE, pair.to()).eq(Relation.field(TARGET, pair.from())))
                .toList());
    }

    QueryPart sourceTable() {
        return Relation.name(absorption.source());
    }

    /** {@return what is NULL, behind an outer join, in a row that has no other half} */
    Field<Object> half() {
        return Relation.field(SOURCE, absorption.joined().get(0).to());
    }

    Condition isAlone() {
        return half().isNull();
    }

    /** {@return whether rows without another half are let be} */
    boolean mayBeAlone() {
        return absorption.filling();
    }

    /**
     * A column of the target that gets something.
     *
     * @param value what it gets, where both rows are in reach
     * @param said whether it is an expression of a user's, which names columns as it likes
     */
    record Written(String column, QueryPart value, boolean said) {}

    /** {@return what it gets, in a query of its own for each row: whose columns an expression means depends on it} */
    QueryPart lookedUp(Written written) {
        return DSL.sql("(select {0} from {1} where {2})", written.value(), source(), belongTogether());
    }

    List<Written> written() {
        var written = new ArrayList<Written>();
        absorption
                .written()
                .forEach(pair -> written.add(new Written(pair.to(), Relation.field(SOURCE, pair.from()), false)));
        absorption.reconciled().forEach(each -> {
            if (each.choice() instanceof Reconcile.By by) {
                UserSql.expression(by.expression().sql());
                written.add(new Written(each.columns().to(), Relation.field(by.expression()), true));
            }
        });
        return written;
    }
}
