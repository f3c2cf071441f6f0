package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/**
 * The indexes of tables. PRAGMAs find them at once and say all that there is to most of them; for the text of others,
 * {@code sqlite_schema} has to be searched.
 *
 * @param made those of CREATE INDEX, by their tables, in the order in which they were made
 * @param withKey the tables whose primary key has an index of its own
 */
record IndexList(Map<String, List<IndexSource>> made, Set<String> withKey) {

    /** An index in the making: it is plain as long as no term says otherwise. */
    private static final class Draft {
        private final String table;
        private final String name;
        private final boolean unique;
        private boolean plain;
        private final List<PlainIndex.Term> terms = new ArrayList<>();

        Draft(String table, String name, boolean unique, boolean partial) {
            this.table = table;
            this.name = name;
            this.unique = unique;
            this.plain = !partial;
        }

        /** The number of the rowid is -1, that of an expression -2 (https://sqlite.org/pragma.html#pragma_index_xinfo). */
        void add(int number, String column, String collation, boolean descending) {
            plain &= number >= 0;
            if (plain) {
                terms.add(new PlainIndex.Term(column, collation, descending));
            }
        }
    }

    /** The latest index is the first of a list. */
    static IndexList read(DSLContext database, StoredSchema schema, Set<String> tables) {
        var rows = database.fetch("""
                select t.column1, i.name, i."unique", i.origin, i.partial, x.cid, x.name, x.coll, x."desc"
                from {0} as t
                join pragma_index_list(t.column1, 'main') as i
                join pragma_index_xinfo(i.name, 'main') as x
                where i.origin in ('c', 'pk') and x.key
                order by i.seq desc, x.seqno""", StoredSchema.values(tables));
        var drafts = new LinkedHashMap<String, Draft>();
        var withKey = new HashSet<String>();
        for (var row : rows) {
            var table = row.get(0, String.class);
            var name = row.get(1, String.class);
            if (row.get(3, String.class).equals("pk")) {
                withKey.add(table);
                continue;
            }
            drafts.computeIfAbsent(
                            name,
                            each -> new Draft(table, each, row.get(2, int.class) != 0, row.get(4, int.class) != 0))
                    .add(
                            row.get(5, int.class),
                            row.get(6, String.class),
                            row.get(7, String.class),
                            row.get(8, int.class) != 0);
        }
        return new IndexList(sources(schema, drafts), withKey);
    }

    private static Map<String, List<IndexSource>> sources(StoredSchema schema, Map<String, Draft> drafts) {
        var worded = drafts.values().stream()
                .filter(draft -> !draft.plain)
                .map(draft -> draft.name)
                .toList();
        var texts = (worded.isEmpty() ? List.<StoredSchema.Entry>of() : schema.indexes(worded))
                .stream().collect(Collectors.toMap(StoredSchema.Entry::name, TableSource::parseIndex));
        return drafts.values().stream()
                .collect(Collectors.groupingBy(
                        draft -> draft.table,
                        Collectors.mapping(
                                draft -> draft.plain
                                        ? new PlainIndex(draft.name, draft.unique, draft.terms)
                                        : texts.get(draft.name),
                                Collectors.toList())));
    }

    List<IndexSource> of(String table) {
        return made.getOrDefault(table, List.of());
    }
}
