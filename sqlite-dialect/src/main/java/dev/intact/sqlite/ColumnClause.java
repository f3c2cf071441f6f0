package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Generation;
import java.util.ArrayList;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** A column as CREATE TABLE and ADD COLUMN say it. */
final class ColumnClause {
    private ColumnClause() {}

    static QueryPart of(Column column) {
        return of(column, List.of());
    }

    /** With something more behind it. */
    static QueryPart of(Column column, List<QueryPart> further) {
        var parts = new ArrayList<QueryPart>();
        if (!column.type().isEmpty()) {
            parts.add(DSL.sql(" {0}", DSL.raw(UserSql.type(column.type()))));
        }
        if (column.collation() != null) {
            parts.add(DSL.sql(" collate {0}", DSL.name(column.collation())));
        }
        if (column.generation() instanceof Generation.Computed computed) {
            parts.add(DSL.sql(
                    " generated always as ({0}) {1}",
                    DSL.raw(UserSql.expression(computed.expression().sql())),
                    DSL.keyword(computed.stored() ? "stored" : "virtual")));
        }
        var value = column.defaultValue();
        if (value != null) {
            parts.add(DSL.sql(" default ({0})", DSL.raw(UserSql.expression(value.sql()))));
        }
        if (column.notNull()) {
            parts.add(DSL.sql(" not null"));
        }
        parts.addAll(further);
        return parts.stream().reduce(DSL.name(column.name()), (all, part) -> DSL.sql("{0}{1}", all, part));
    }
}
