package dev.intact.postgres;

import dev.intact.catalog.Expression;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQL;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Reads the indexes that belong to no constraint, and those of constraints that are not complete: on a partitioned table
 * until each partition has its own part.
 */
final class IndexReader {
    /** One row for each term and each further column. */
    private static final String TERMS = """
        select i.indrelid::bigint as "table", i.indexrelid::bigint as index, c.relname::text as name,
               c.relkind = 'I' as partitioned,
               (select m.amname::text from pg_catalog.pg_am m where m.oid = c.relam) as method,
               i.indisunique is true as "unique",
               i.indisvalid and i.indislive as valid, i.indisready and i.indislive as ready,
               {1} as nulls_equal, concat_ws(',', array_to_string(c.reloptions, ','), {2}) as storage,
               pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate,
               pg_catalog.pg_get_indexdef(i.indexrelid) as definition,
               pg_catalog.obj_description(i.indexrelid, 'pg_class') as comment,
               {3} as parent, k.position > i.indnkeyatts as included, a.attname::text as column,
               pg_catalog.pg_get_indexdef(i.indexrelid, k.position::int, false) as text,
               case when i.indcollation[k.position - 1] is distinct from a.attcollation then {4} end as collation,
               {5} as operator_class, coalesce(i.indoption[k.position - 1], 0)::int as option
        from pg_catalog.pg_index i
        join pg_catalog.pg_class c on c.oid = i.indexrelid
        cross join lateral unnest(i.indkey::int2[]) with ordinality k (attnum, position)
        left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum <> 0
        where i.indrelid = any ({0})
          and not exists (
            select
            from pg_catalog.pg_constraint x
            where x.conrelid = i.indrelid and x.conindid = i.indexrelid and x.contype in ('p', 'u', 'x')
              and (i.indisvalid and i.indisready and i.indislive or x.contype = 'x')
          )
        order by i.indrelid, c.relname, i.indexrelid, k.position
        """;

    /** Where it is not the one that the type has by itself. Its parameters are on the index's column. */
    private static final String OPERATOR_CLASS = """
        (
          select case when pg_catalog.pg_opclass_is_visible(o.oid) then '' else quote_ident(s.nspname) || '.' end
            || quote_ident(o.opcname)
            || coalesce(
              (
                select ' (' || string_agg(
                  quote_ident(split_part(p.option, '=', 1)) || '='
                  || case when p.value ~ '^[A-Za-z0-9_.]+$' then p.value else quote_literal(p.value) end, ', ') || ')'
                from (
                  select option, substr(option, strpos(option, '=') + 1) as value
                  from unnest(ia.attoptions) with ordinality x (option, position)
                  order by position
                ) p
              ),
              '')
          from pg_catalog.pg_opclass o
          join pg_catalog.pg_namespace s on s.oid = o.opcnamespace
          join pg_catalog.pg_attribute ia on ia.attrelid = i.indexrelid and ia.attnum = k.position
          where o.oid = i.indclass[k.position - 1] and k.position <= i.indnkeyatts
            and (not o.opcdefault or ia.attoptions is not null)
        )
        """;

    /** The index that another one is a partition's part of. */
    static final String PARENT = """
        (
          select above.relname::text
          from pg_catalog.pg_inherits h
          join pg_catalog.pg_class above on above.oid = h.inhparent
          where h.inhrelid = %s
        )
        """;

    /** Where an index is. */
    static final String TABLESPACE =
            "(select 'tablespace=' || s.spcname from pg_catalog.pg_tablespace s where s.oid = %s.reltablespace)";

    private static final int DESCENDING = 1;
    private static final int NULLS_FIRST = 2;

    private IndexReader() {}

    static List<Question> questions(Subjects subjects, Map<Long, TableDraft> tables) {
        return subjects.have(Trait.INDEXES)
                ? List.of(new Question(query(subjects, "null"), rows -> {
                    if (rows.intoGroups("index").values().stream().anyMatch(IndexReader::mayNameOperatorClasses)) {
                        subjects.ask(
                                List.of(new Question(query(subjects, OPERATOR_CLASS), again -> add(again, tables))));
                    } else {
                        add(rows, tables);
                    }
                }))
                : List.of();
    }

    private static SQL query(Subjects subjects, String operatorClass) {
        return subjects.query(
                TERMS,
                DSL.sql(subjects.version().atLeast(15) ? "i.indnullsnotdistinct is true" : "false"),
                subjects.given(Trait.TABLESPACES, TABLESPACE.formatted("c"), "null"),
                subjects.given(Trait.INHERITANCE, PARENT.formatted("i.indexrelid"), "null"),
                Names.partsOfCollation("i.indcollation[k.position - 1]"),
                DSL.sql(operatorClass));
    }

    /** Most do not, and to look for them takes as long as the rest. */
    private static boolean mayNameOperatorClasses(Result<Record> terms) {
        var definition = definition(terms);
        return terms.stream()
                .filter(row -> !row.get("included", boolean.class))
                .anyMatch(row -> definition.after(row.get("text", String.class)).more());
    }

    private static IndexDefinition definition(Result<Record> terms) {
        return new IndexDefinition(terms.get(0).get("definition", String.class));
    }

    private static void add(Result<Record> rows, Map<Long, TableDraft> tables) {
        for (Result<Record> terms : rows.intoGroups("index").values()) {
            var first = terms.get(0);
            var table = tables.get(first.get("table", Long.class));
            if (table != null) {
                var index = index(terms);
                table.indexes.add(index);
                table.property(Table.COMMENT_ON_INDEX + index.name(), first.get("comment", String.class));
                table.property(Table.PARENT_OF_INDEX + index.name(), first.get("parent", String.class));
            }
        }
    }

    private static Index index(Result<Record> rows) {
        var first = rows.get(0);
        var terms = new ArrayList<IndexTerm>();
        var include = new ArrayList<String>();
        var definition = definition(rows);
        for (var row : rows) {
            if (row.get("included", boolean.class)) {
                include.add(row.get("column", String.class));
            } else {
                terms.add(term(row, definition.after(row.get("text", String.class))));
            }
        }
        return new Index(
                first.get("name", String.class),
                first.get("unique", boolean.class),
                first.get("method", String.class),
                terms,
                include,
                predicate(first.get("predicate", String.class)),
                !first.get("nulls_equal", boolean.class),
                storage(first.get("storage", String.class)),
                state(first));
    }

    /** An expression's own collation is in no catalog: whether there is another is told by the index's definition. */
    private static IndexTerm term(Record row, IndexDefinition.Said said) {
        var column = row.get("column", String.class);
        var value = column == null
                ? new IndexTerm.OfExpression(Expression.of(SqlText.unwrapped(row.get("text", String.class))))
                : new IndexTerm.OfColumn(column);
        int option = row.get("option", int.class);
        boolean descending = (option & DESCENDING) != 0;
        return new IndexTerm(
                value,
                said.collation() ? Names.ofCollation(row.get("collation", String[].class)) : null,
                row.get("operator_class", String.class),
                descending,
                nulls(descending, (option & NULLS_FIRST) != 0));
    }

    /** NULLs sort as if greater than everything: last upwards, first downwards (documentation of CREATE INDEX). */
    private static IndexTerm.Nulls nulls(boolean descending, boolean first) {
        if (first == descending) {
            return IndexTerm.Nulls.BY_DEFAULT;
        }
        return first ? IndexTerm.Nulls.FIRST : IndexTerm.Nulls.LAST;
    }

    private static @Nullable Expression predicate(@Nullable String text) {
        return text == null ? null : Expression.of(SqlText.unwrapped(text));
    }

    private static List<String> storage(String text) {
        return Stream.of(text.split(",")).filter(each -> !each.isEmpty()).toList();
    }

    private static Index.State state(Record row) {
        if (row.get("valid", boolean.class)) {
            return Index.State.VALID;
        }
        // A partitioned index holds no rows itself, so it enforces nothing that its partitions' parts do not.
        return row.get("ready", boolean.class) && !row.get("partitioned", boolean.class)
                ? Index.State.INVALID_BUT_ENFORCED
                : Index.State.INVALID;
    }
}
