package dev.intact.postgres;

import dev.intact.catalog.Check;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Expression;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import java.util.List;
import java.util.Map;
import org.jooq.Record;
import org.jooq.SQL;
import org.jooq.impl.DSL;

/** Reads keys and CHECKs. What the schema's values have no place for becomes a property, in the server's own words. */
final class ConstraintReader {
    /** The property of a constraint that none of the schema's values can say: followed by its name. */
    static final String OTHER = "constraint ";

    /** From 18 on NOT NULLs are listed too: they belong to their columns, unless there is more to say. */
    private static final String CONSTRAINTS = """
        select c.conrelid::bigint as "table", c.oid::bigint as oid, c.conparentid::bigint as parent,
               c.conname::text as name, c.contype::text as kind, {1} as columns, {2} as include,
               c.condeferrable is true as deferrable, c.condeferred is true as deferred, c.convalidated is true as validated,
               {3} as nulls_equal,
               i.indisvalid and i.indisready and i.indislive as complete,
               pg_catalog.pg_get_expr(c.conbin, c.conrelid) as condition,
               c.connoinherit is true as not_inherited, {4} as enforced, {5} as temporal,
               pg_catalog.pg_get_constraintdef(c.oid) as definition,
               pg_catalog.obj_description(c.oid, 'pg_constraint') as comment,
               pg_catalog.obj_description(x.oid, 'pg_class') as index_comment,
               {6} as index_parent, {7} as users,
               concat_ws(', ', array_to_string(x.reloptions, ', '), {8}) as storage{9}
        from pg_catalog.pg_constraint c
        left join pg_catalog.pg_index i on i.indexrelid = c.conindid and c.contype in ('p', 'u', 'x')
        left join pg_catalog.pg_class x on x.oid = i.indexrelid{10}
        where c.conrelid = any ({0})
          and (c.contype in ('p', 'u', 'c', 'x'{11}) or c.contype = 'n' and (not c.convalidated or c.connoinherit))
        order by c.conrelid, c.conname
        """;

    private static final String COLUMN_NAMES = """
        array(
          select a.attname::text
          from unnest(%s) with ordinality k (attnum, position)
          join pg_catalog.pg_attribute a on a.attrelid = %s and a.attnum = k.attnum
          order by k.position
        )
        """;

    private static final String INCLUDED = """
        array(
          select a.attname::text
          from generate_series(i.indnkeyatts, i.indnatts - 1) k
          join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k]
          order by k
        )
        """;

    private static final String NO_NAMES = "'{}'::text[]";

    private static final String REFERENCED = """

        left join pg_catalog.pg_class r on r.oid = c.confrelid
        left join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
        """;

    /** A view that groups by the primary key alone, a function with ON CONFLICT ON CONSTRAINT: both use the table, too. */
    private static final String USERS = """
        (
          select string_agg(
            distinct case when r.rulename = '_RETURN' then 'view ' || r.ev_class::regclass::text
              else pg_catalog.pg_describe_object(d.classid, d.objid, 0) end, ', ')
          from pg_catalog.pg_depend d
          left join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid
          where d.refclassid = 'pg_catalog.pg_constraint'::regclass and d.refobjid = c.oid
            and d.classid in ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_proc'::regclass)
        )
        """;

    private ConstraintReader() {}

    static Question question(Subjects subjects, Map<Long, TableDraft> tables) {
        return new Question(query(subjects), rows -> {
            var owners = rows.intoMap(row -> row.get("oid", Long.class), row -> row.get("table", Long.class));
            for (var row : rows) {
                var table = tables.get(row.get("table", Long.class));
                if (table != null && !isPartOfAnother(row, owners)) {
                    add(table, row);
                    describe(table, row);
                }
            }
        });
    }

    /** 15 and 18 brought columns with them (their release notes). */
    private static SQL query(Subjects subjects) {
        boolean since15 = subjects.version().atLeast(15);
        boolean since18 = subjects.version().atLeast(18);
        boolean used = subjects.have(Trait.VIEWS_AND_RULES) || subjects.have(Trait.FUNCTIONS);
        return subjects.query(
                CONSTRAINTS,
                DSL.sql(COLUMN_NAMES.formatted("c.conkey", "c.conrelid")),
                subjects.given(Trait.INCLUDED_COLUMNS, INCLUDED, NO_NAMES),
                DSL.sql(since15 ? "i.indnullsnotdistinct is true" : "false"),
                DSL.sql(since18 ? "c.conenforced is true" : "true"),
                DSL.sql(since18 ? "c.conperiod is true" : "false"),
                subjects.given(Trait.INHERITANCE, IndexReader.PARENT.formatted("x.oid"), "null"),
                DSL.sql(used ? USERS : "null"),
                subjects.given(Trait.TABLESPACES, IndexReader.TABLESPACE.formatted("x"), "null"),
                subjects.given(Trait.FOREIGN_KEYS, reference(since15), ""),
                subjects.given(Trait.FOREIGN_KEYS, REFERENCED, ""),
                subjects.given(Trait.FOREIGN_KEYS, ", 'f'", ""));
    }

    private static String reference(boolean since15) {
        return """
            ,
            rn.nspname::text as referenced_schema, r.relname::text as referenced, %s as referenced_columns,
            c.confdeltype::text as on_delete, c.confupdtype::text as on_update, c.confmatchtype = 'f' as match_full,
            %s as set_columns
            """.formatted(
                        COLUMN_NAMES.formatted("c.confkey", "c.confrelid"),
                        since15 ? COLUMN_NAMES.formatted("c.confdelsetcols", "c.conrelid") : NO_NAMES);
    }

    /** A foreign key to a partitioned table has a second row for each partition, on the same referencing table. */
    private static boolean isPartOfAnother(Record row, Map<Long, Long> owners) {
        return row.get("table", Long.class).equals(owners.get(row.get("parent", Long.class)));
    }

    private static void add(TableDraft table, Record row) {
        var kind = row.get("kind", String.class);
        boolean temporal = row.get("temporal", boolean.class);
        if (temporal || kind.equals("x") || kind.equals("n") || ProvingCheck.isOne(name(row))) {
            other(table, row);
        } else if (kind.equals("c")) {
            table.checks.add(check(row));
        } else if (kind.equals("f")) {
            table.foreignKeys.add(foreignKey(row));
        } else if (!row.get("complete", boolean.class)) {
            // Its index is read as an incomplete one: the constraint does not hold until every partition has its part.
            other(table, row);
        } else if (kind.equals("p")) {
            table.primaryKey = new PrimaryKey(name(row), texts(row, "columns"), texts(row, "include"), deferral(row));
        } else {
            table.uniqueKeys.add(new UniqueKey(
                    name(row),
                    texts(row, "columns"),
                    texts(row, "include"),
                    !row.get("nulls_equal", boolean.class),
                    deferral(row)));
        }
    }

    private static void other(TableDraft table, Record row) {
        var name = name(row);
        table.property(OTHER + name, ProvingCheck.read(name, row.get("definition", String.class)));
    }

    private static void describe(TableDraft table, Record row) {
        var kind = row.get("kind", String.class);
        var name = name(row);
        boolean index = kind.equals("p") || kind.equals("u") || kind.equals("x");
        table.property(
                (index ? Table.COMMENT_ON_INDEX : "comment on constraint ") + name, row.get("comment", String.class));
        table.property("comment on the index of constraint " + name, row.get("index_comment", String.class));
        table.property(Table.PARENT_OF_INDEX + name, row.get("index_parent", String.class));
        table.property(Table.USERS_OF_CONSTRAINT + name, row.get("users", String.class));
        table.property("storage of index " + name, row.get("storage", String.class));
        if (!row.get("enforced", boolean.class)) {
            table.property(Table.ENFORCEMENT + name, "not enforced");
        }
        if (kind.equals("c") && row.get("not_inherited", boolean.class)) {
            table.property("inheritance of constraint " + name, "not inherited");
        }
    }

    private static Check check(Record row) {
        var condition = Expression.of(SqlText.unwrapped(row.get("condition", String.class)));
        return new Check(name(row), condition, row.get("validated", boolean.class));
    }

    private static ForeignKey foreignKey(Record row) {
        return new ForeignKey(
                name(row),
                texts(row, "columns"),
                new TableName(row.get("referenced_schema", String.class), row.get("referenced", String.class)),
                texts(row, "referenced_columns"),
                action(row.get("on_delete", String.class)),
                action(row.get("on_update", String.class)),
                texts(row, "set_columns"),
                row.get("match_full", boolean.class),
                deferral(row),
                row.get("validated", boolean.class));
    }

    private static ForeignKey.Action action(String code) {
        return switch (code) {
            case "a" -> ForeignKey.Action.NO_ACTION;
            case "r" -> ForeignKey.Action.RESTRICT;
            case "c" -> ForeignKey.Action.CASCADE;
            case "n" -> ForeignKey.Action.SET_NULL;
            case "d" -> ForeignKey.Action.SET_DEFAULT;
            default -> throw new IllegalStateException("pg_constraint has a foreign key action " + code);
        };
    }

    private static Deferral deferral(Record row) {
        if (!row.get("deferrable", boolean.class)) {
            return Deferral.NOT_DEFERRABLE;
        }
        return row.get("deferred", boolean.class) ? Deferral.INITIALLY_DEFERRED : Deferral.DEFERRABLE;
    }

    private static String name(Record row) {
        return row.get("name", String.class);
    }

    private static List<String> texts(Record row, String field) {
        return List.of(row.get(field, String[].class));
    }
}
