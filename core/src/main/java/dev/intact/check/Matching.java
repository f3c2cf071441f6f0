package dev.intact.check;

import java.util.List;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** A reference as a condition. */
final class Matching {
    private Matching() {}

    /** The referenced column first: SQLite compares by the left side's collation and affinity, as its foreign keys do. */
    static Condition of(String parent, List<String> referenced, String child, List<String> columns) {
        return DSL.and(IntStream.range(0, columns.size())
                .mapToObj(i -> Relation.field(parent, referenced.get(i)).eq(Relation.field(child, columns.get(i))))
                .toList());
    }

    static List<Field<Object>> fields(String alias, List<String> columns) {
        return columns.stream().map(column -> Relation.field(alias, column)).toList();
    }
}
