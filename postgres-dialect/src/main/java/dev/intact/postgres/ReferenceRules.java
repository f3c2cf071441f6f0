package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.ForeignKey.Action;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Columns that a foreign key can join. */
final class ReferenceRules {
    private final DSLContext database;

    ReferenceRules(DSLContext database) {
        this.database = database;
    }

    void check(Catalog catalog, Table table, ForeignKey key) {
        var referenced = catalog.table(key.referenced());
        for (int i = 0; i < key.columns().size(); i++) {
            var column = table.column(key.columns().get(i));
            var target = referenced.column(key.referencedColumns().get(i));
            if (!isComparable(column.type(), target.type())) {
                throw new UnsupportedChangeException(
                        "a foreign key from %s.%s to %s.%s"
                                .formatted(table.name(), column.name(), referenced.name(), target.name()),
                        "the server has no equality of their types for an index: %s here and %s there"
                                .formatted(column.type(), target.type()),
                        "give %s the type %s".formatted(column.name(), target.type()));
            }
            refuseOtherEquality(table.name(), column, referenced.name(), target);
            if (column.generation() instanceof Generation.Computed computed) {
                refuseComputed(table.name() + "." + column.name(), computed, key);
            }
        }
    }

    /**
     * As the server decides it (ATAddForeignKeyConstraint): there is an operator of the key's index for both types, or the
     * referencing type becomes the other by itself.
     */
    private boolean isComparable(String type, String target) {
        return type.equals(target)
                || database.fetchSingle("""
                    select exists (
                      select from pg_catalog.pg_opclass o
                      join pg_catalog.pg_amop m on m.amopfamily = o.opcfamily and m.amopstrategy = 3
                      where o.opcmethod = (select a.oid from pg_catalog.pg_am a where a.amname = 'btree')
                        and o.opcdefault and m.amoplefttype = o.opcintype and m.amoprighttype = t.here
                        and o.opcintype = t.there
                    ) or exists (
                      select from pg_catalog.pg_cast c
                      where c.castsource = t.here and c.casttarget = t.there and c.castcontext = 'i'
                    )
                    from (
                      select {0}::regtype::oid as declared_here, {1}::regtype::oid as declared_there
                    ) d
                    cross join lateral (
                      select coalesce(nullif((select h.typbasetype from pg_catalog.pg_type h where h.oid = d.declared_here), 0), d.declared_here) as here,
                             coalesce(nullif((select h.typbasetype from pg_catalog.pg_type h where h.oid = d.declared_there), 0), d.declared_there) as there
                    ) t
                    """, bare(type), bare(target)).get(0, boolean.class);
    }

    /** By a nondeterministic collation, values are equal that differ in bytes: then both sides have to compare by it. */
    private void refuseOtherEquality(TableName table, Column column, TableName referenced, Column target) {
        if (Objects.equals(column.collation(), target.collation())) {
            return;
        }
        var names = Stream.of(column.collation(), target.collation())
                .filter(Objects::nonNull)
                .toArray(String[]::new);
        boolean otherwise = database.fetchSingle("""
            select exists (
              select from pg_catalog.pg_collation c
              join pg_catalog.pg_namespace n on n.oid = c.collnamespace
              where not c.collisdeterministic
                and (c.collname::text = any ({0}) or n.nspname || '.' || c.collname = any ({0})
                  or n.nspname || '.' || quote_ident(c.collname) = any ({0}))
            )
            """, DSL.inline(names)).get(0, boolean.class);
        if (otherwise) {
            throw new UnsupportedChangeException(
                    "a foreign key from %s.%s to %s.%s".formatted(table, column.name(), referenced, target.name()),
                    "their values are not compared alike: the collation is %s here and %s there"
                            .formatted(collation(column), collation(target)),
                    "give %s the collation %s".formatted(column.name(), collation(target)));
        }
    }

    private static String collation(Column column) {
        return column.collation() == null ? "the default" : column.collation();
    }

    /** Without length and precision: regtype does not read them. */
    private static Field<String> bare(String type) {
        return DSL.inline(type.replaceAll("\\([^)]*\\)", ""));
    }

    private static void refuseComputed(String column, Generation.Computed computed, ForeignKey key) {
        boolean written = key.onUpdate() == Action.CASCADE
                || key.onUpdate() == Action.SET_NULL
                || key.onUpdate() == Action.SET_DEFAULT
                || key.onDelete() == Action.SET_NULL
                || key.onDelete() == Action.SET_DEFAULT;
        if (written || !computed.stored()) {
            throw new UnsupportedChangeException(
                    "such a foreign key from the generated column " + column,
                    computed.stored()
                            ? "its actions would write to the column (CREATE TABLE, \"FOREIGN KEY\")"
                            : "a virtual column has no stored values to check",
                    computed.stored() ? "leave these actions out" : "make the column a stored one");
        }
    }
}
