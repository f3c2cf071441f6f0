package dev.intact.postgres;

import dev.intact.catalog.TableName;
import dev.intact.check.Relation;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Names, as queries find them and as statements write them. */
final class Names {
    private Names() {}

    /** {@return a name for a statement, its schema before it if it has one} */
    static Name of(TableName table) {
        return table.schema() == null ? DSL.name(table.name()) : DSL.name(table.schema(), table.name());
    }

    /** {@return in a query, the parts of a collation's name: its schema is among them unless the search path finds it} */
    static Field<String[]> partsOfCollation(String oid) {
        return DSL.field(
                "pg_catalog.parse_ident(nullif({0}, 0::oid)::pg_catalog.regcollation::text)",
                String[].class, DSL.raw(oid));
    }

    /**
     * {@return the name of a collation of those parts} It is the bare name where the search path finds it; otherwise it is
     * written with its schema, quoted, which {@link #collation(String)} knows by its first quote.
     */
    static @Nullable String ofCollation(String @Nullable [] parts) {
        if (parts == null) {
            return null;
        }
        return parts.length == 1 ? parts[0] : Ddl.sql("{0}", DSL.name(parts));
    }

    /** {@return a collation for a statement} */
    static QueryPart collation(String collation) {
        return Relation.collation(collation);
    }
}
