package dev.intact.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * What a table's stored rows and indexes depend on, as SQLite compiles its definition. NOT NULL is not among it; a default
 * is: rows from before an ADD COLUMN do not hold it.
 *
 * @param columns the columns that hold values of their own, in order
 * @param rowidAlias the column that is another name of the rowid; empty where none is
 * @param key the columns of the primary key
 * @param ownIndexes the indexes that come with the definition, in the order in which they are numbered
 * @param others everything else, in words
 */
record RowFacts(
        List<String> columns, String rowidAlias, List<String> key, List<OwnIndex> ownIndexes, List<String> others) {
    RowFacts {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        ownIndexes = List.copyOf(ownIndexes);
        others = List.copyOf(others);
    }

    /**
     * {@return the facts of a table of that definition}
     *
     * @throws SQLException if SQLite does not take it
     */
    static RowFacts of(Scratch scratch, CreateTable definition) throws SQLException {
        scratch.make(definition);
        var database = scratch.statements().database();
        var columns = database.fetch("""
                select name, pk, hidden, quote(name) || quote(type) || quote(dflt_value) || pk || hidden as facts
                from pragma_table_xinfo({0}, 'temp') order by cid""", DSL.inline(definition.name()));
        var indexes = OwnIndex.all(scratch, definition.name());
        var others = new ArrayList<String>();
        columns.forEach(row -> others.add(row.get("facts", String.class)));
        definition.options().forEach(option -> others.add(option.kind().toString()));
        definition.allConstraints().forEach(clause -> addOrder(clause, others));
        var inKey = columns.stream().filter(row -> row.get("pk", int.class) > 0).toList();
        boolean keyIsRowid = inKey.size() == 1
                && !definition.withoutRowid()
                && indexes.stream().noneMatch(OwnIndex::isOfPrimaryKey);
        return new RowFacts(
                names(columns.stream()
                        .filter(row -> row.get("hidden", int.class) == 0)
                        .toList()),
                keyIsRowid ? names(inKey).get(0) : "",
                names(inKey),
                indexes,
                others);
    }

    /** What no PRAGMA tells. */
    private static void addOrder(ConstraintClause clause, List<String> others) {
        if (clause instanceof ConstraintClause.Collate collate) {
            others.add("collate " + Identifiers.fold(collate.collation()));
        } else if (clause instanceof ConstraintClause.Generated generated) {
            others.add("generated " + generated.expression());
        } else if (clause instanceof ConstraintClause.PrimaryKey key) {
            others.add("autoincrement " + key.autoincrement());
        }
    }

    private static List<String> names(List<? extends Record> rows) {
        return rows.stream().map(row -> row.get("name", String.class)).toList();
    }
}
