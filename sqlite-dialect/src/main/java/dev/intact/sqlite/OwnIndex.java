package dev.intact.sqlite;

import java.util.List;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * An index that a table's definition brings along, for a UNIQUE or PRIMARY KEY in it (<a
 * href="https://sqlite.org/fileformat2.html#intschema">file format</a>, section 2.6.2). It is stored as any other; only its
 * name, which ends in a number, says which of the definition it belongs to.
 *
 * @param name the name that SQLite gives it
 * @param origin {@code u} of a UNIQUE, {@code pk} of a PRIMARY KEY
 * @param terms what its entries are made of, in order
 */
record OwnIndex(String name, String origin, List<Term> terms) {
    OwnIndex {
        terms = List.copyOf(terms);
    }

    /**
     * What an entry holds.
     *
     * @param column empty for the rowid
     * @param key whether entries are told by it; the rest leads to the row
     */
    record Term(String column, boolean descending, String collation, boolean key) {}

    /** {@return those of a table that is tried out, in the order of their numbers} */
    static List<OwnIndex> all(Scratch scratch, String table) {
        return scratch
                .statements()
                .database()
                .fetch("""
                        select l.name as "index", l.origin, i.name, i."desc", i.coll, i.key
                        from pragma_index_list({0}, 'temp') as l join pragma_index_xinfo(l.name, 'temp') as i
                        order by l.seq desc, i.seqno""", DSL.inline(table))
                .intoGroups(row -> row.get("index", String.class))
                .values()
                .stream()
                .map(rows -> of(rows))
                .toList();
    }

    private static OwnIndex of(List<? extends Record> rows) {
        return new OwnIndex(
                rows.get(0).get("index", String.class),
                rows.get(0).get("origin", String.class),
                rows.stream().map(OwnIndex::term).toList());
    }

    private static Term term(Record row) {
        var column = row.get("name", String.class);
        return new Term(
                column == null ? "" : column,
                row.get("desc", boolean.class),
                row.get("coll", String.class),
                row.get("key", boolean.class));
    }

    boolean isOfPrimaryKey() {
        return origin.equals("pk");
    }
}
