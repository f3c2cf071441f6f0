package dev.intact.postgres;

import dev.intact.catalog.TableName;
import dev.intact.error.NotATableException;
import dev.intact.error.NotPermittedException;
import dev.intact.error.UnknownNameException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Finds the tables that names mean, as a statement of the same session would. */
final class RelationFinder {
    private final DSLContext database;
    private final List<String> searchPath;

    RelationFinder(DSLContext database, List<String> searchPath) {
        this.database = database;
        this.searchPath = searchPath;
    }

    /**
     * {@return those of the names that are there}
     *
     * @throws dev.intact.error.IntactException if one is no table, or not the role's to change
     */
    Map<TableName, Relation> find(Collection<TableName> names) {
        var found = new TreeMap<TableName, Relation>();
        if (names.isEmpty()) {
            return found;
        }
        var ordered = List.copyOf(names);
        for (var row : rows(ordered)) {
            var name = ordered.get(row.get("number", int.class) - 1);
            refuseUnlessTable(name, row);
            refuseUnlessOwner(name, row);
            found.put(
                    name,
                    new Relation(
                            row.get("oid", long.class),
                            new TableName(row.get("schema", String.class), row.get("name", String.class)),
                            row.get("inherits", boolean.class)));
        }
        return found;
    }

    /** {@return every table that is the role's to change} */
    List<TableName> all() {
        return database.fetch("""
            select n.nspname::text, c.relname::text
            from pg_catalog.pg_class c
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and c.relpersistence <> 't' and pg_catalog.pg_has_role(c.relowner, 'USAGE')
              and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
            """).map(row -> new TableName(row.get(0, String.class), row.get(1, String.class)));
    }

    /** A name without a schema is looked for where the server looks: temporary tables and pg_catalog come first. */
    private List<Record> rows(List<TableName> names) {
        var schemas = DSL.inline(names.stream().map(TableName::schema).toArray(String[]::new));
        var bare = DSL.inline(names.stream().map(TableName::name).toArray(String[]::new));
        return database.fetch("""
            select w.number::int as number, c.oid::bigint as oid, c.nspname::text as schema, c.relname::text as name,
                   c.relkind::text as kind, c.relpersistence::text as persistence,
                   pg_catalog.pg_has_role(c.relowner, 'USAGE') as owned,
                   pg_catalog.pg_get_userbyid(c.relowner)::text as owner, current_user::text as role,
                   c.relhassubclass or exists (select from pg_catalog.pg_inherits i where i.inhrelid = c.oid) as inherits
            from unnest({0}::text[], {1}::text[]) with ordinality as w (schema, name, number)
            cross join lateral (
              select c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relowner, c.relhassubclass
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where c.relname = w.name
                and case when w.schema is null then n.nspname = any (current_schemas(true)) else n.nspname = w.schema end
              order by array_position(current_schemas(true), n.nspname)
              limit 1
            ) c
            order by w.number
            """, schemas, bare);
    }

    private static void refuseUnlessTable(TableName name, Record row) {
        var schema = row.get("schema", String.class);
        if (schema.equals("pg_catalog") || schema.equals("information_schema") || schema.startsWith("pg_toast")) {
            throw new NotATableException(name.toString(), "a part of the server's own catalog");
        }
        if (row.get("persistence", String.class).equals("t")) {
            throw new NotATableException(name.toString(), "a temporary table");
        }
        var kind = row.get("kind", String.class);
        if (!kind.equals("r") && !kind.equals("p")) {
            throw new NotATableException(name.toString(), RelationKind.words(kind));
        }
    }

    private static void refuseUnlessOwner(TableName name, Record row) {
        if (!row.get("owned", boolean.class)) {
            var owner = row.get("owner", String.class);
            var role = row.get("role", String.class);
            throw new NotPermittedException(
                    "not-owner",
                    "%s belongs to the role %s, and %s is no member of it: nothing was changed"
                            .formatted(name, owner, role),
                    "connect as %s, or make %s a member: grant %s to %s"
                            .formatted(owner, role, DSL.name(owner), DSL.name(role)),
                    null);
        }
    }

    /** {@return the refusal of a name that is not there, with the names that are} */
    UnknownNameException unknown(TableName name) {
        var schemas = name.schema() == null ? searchPath : List.of(name.schema());
        var known =
                database.fetch("""
                    select c.relname::text
                    from pg_catalog.pg_class c
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where c.relkind in ('r', 'p') and n.nspname = any ({0}::text[])
                    """, DSL.inline(schemas.toArray(String[]::new))).getValues(0, String.class);
        return new UnknownNameException(UnknownNameException.Kind.TABLE, name.toString(), where(schemas), known);
    }

    private static String where(List<String> schemas) {
        return (schemas.size() == 1 ? "the schema " : "the schemas ") + String.join(", ", schemas);
    }
}
