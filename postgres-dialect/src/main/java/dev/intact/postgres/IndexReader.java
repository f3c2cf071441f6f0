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
               {3} as parent, k.position::int as position, k.position > i.indnkeyatts as included, a.attname::text as column,
               pg_catalog.pg_get_indexdef(i.indexrelid, k.position, false) as text,
               case when i.indcollation[k.position - 1] is distinct from a.attcollation then {4} end as collation,
               coalesce(i.indoption[k.position - 1], 0)::int as option
        from pg_catalog.pg_index i
        join pg_catalog.pg_class c on c.oid = i.indexrelid
        cross join lateral generate_series(1, i.indnatts::int) k (position)
        left join pg_catalog.pg_attribute a
          on a.attrelid = i.indrelid and a.attnum = i.indkey[k.position - 1] and a.attnum <> 0
        where i.indrelid = any ({0})
        order by i.indrelid, c.relname, i.indexrelid, k.position
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
                ? List.of(new Question(query(subjects), rows -> add(rows, tables, new OperatorClasses(subjects))))
                : List.of();
    }

    private static SQL query(Subjects subjects) {
        return subjects.query(
                TERMS,
                DSL.sql(subjects.version().atLeast(15) ? "i.indnullsnotdistinct is true" : "false"),
                subjects.given(Trait.TABLESPACES, TABLESPACE.formatted("c"), "null"),
                subjects.given(Trait.INHERITANCE, PARENT.formatted("i.indexrelid"), "null"),
                Names.partsOfCollation("i.indcollation[k.position - 1]"));
    }

    private static void add(Result<Record> rows, Map<Long, TableDraft> tables, OperatorClasses classes) {
        rows.intoGroups(row -> row.get("index", Long.class)).forEach((oid, terms) -> {
            var first = terms.get(0);
            var table = tables.get(first.get("table", Long.class));
            if (table != null && !table.indexesOfConstraints.contains(oid)) {
                var index = index(terms, classes);
                table.indexes.add(index);
                table.property(Table.COMMENT_ON_INDEX + index.name(), first.get("comment", String.class));
                table.property(Table.PARENT_OF_INDEX + index.name(), first.get("parent", String.class));
            }
        });
    }

    private static Index index(Result<Record> rows, OperatorClasses classes) {
        var first = rows.get(0);
        var terms = new ArrayList<IndexTerm>();
        var include = new ArrayList<String>();
        var definition = new IndexDefinition(first.get("definition", String.class));
        for (var row : rows) {
            if (row.get("included", boolean.class)) {
                include.add(row.get("column", String.class));
            } else {
                terms.add(term(row, definition.after(row.get("text", String.class)), classes));
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
    private static IndexTerm term(Record row, IndexDefinition.Said said, OperatorClasses classes) {
        var column = row.get("column", String.class);
        var value = column == null
                ? new IndexTerm.OfExpression(Expression.of(SqlText.unwrapped(row.get("text", String.class))))
                : new IndexTerm.OfColumn(column);
        int option = row.get("option", int.class);
        boolean descending = (option & DESCENDING) != 0;
        return new IndexTerm(
                value,
                said.collation() ? Names.collation(row.get("collation", String[].class)) : null,
                said.more() ? classes.of(row) : null,
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
