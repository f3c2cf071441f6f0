package dev.intact.postgres;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * The operator classes of indexes' terms, where they are not those that their types have by themselves. They are read when
 * the first is asked for: most tables have none.
 */
final class OperatorClasses {
    /** The parameters of an operator class are on the index's column. */
    private static final String OPERATOR_CLASSES = """
        select i.indexrelid::bigint as index, k.position::int as position,
               case when pg_catalog.pg_opclass_is_visible(o.oid) then '' else quote_ident(s.nspname) || '.' end
               || quote_ident(o.opcname)
               || coalesce(
                 (
                   select ' (' || string_agg(
                     quote_ident(split_part(p.option, '=', 1)) || '='
                     || case when p.value ~ '^[A-Za-z0-9_.]+$' then p.value else quote_literal(p.value) end, ', ') || ')'
                   from (
                     select option, substr(option, strpos(option, '=') + 1) as value
                     from unnest(a.attoptions) with ordinality x (option, position)
                     order by position
                   ) p
                 ),
                 '') as operator_class
        from pg_catalog.pg_index i
        cross join lateral generate_series(1, i.indnkeyatts::int) k (position)
        join pg_catalog.pg_attribute a on a.attrelid = i.indexrelid and a.attnum = k.position
        join pg_catalog.pg_opclass o on o.oid = i.indclass[k.position - 1]
        join pg_catalog.pg_namespace s on s.oid = o.opcnamespace
        where i.indrelid = any ({0}) and (not o.opcdefault or a.attoptions is not null)
        """;

    private final Subjects subjects;
    private @Nullable Map<Term, String> classes;

    OperatorClasses(Subjects subjects) {
        this.subjects = subjects;
    }

    private record Term(long index, int position) {
        static Term of(Record row) {
            return new Term(row.get("index", long.class), row.get("position", int.class));
        }
    }

    /** {@return that of the term which a row with an index and a position tells of} */
    @Nullable
    String of(Record term) {
        var known = classes == null ? read() : classes;
        classes = known;
        return known.get(Term.of(term));
    }

    private Map<Term, String> read() {
        var read = new HashMap<Term, String>();
        subjects.ask(List.of(Question.ofRows(
                subjects.query(OPERATOR_CLASSES),
                row -> read.put(Term.of(row), row.get("operator_class", String.class)))));
        return read;
    }
}
