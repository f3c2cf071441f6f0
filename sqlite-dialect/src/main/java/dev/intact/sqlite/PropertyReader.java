package dev.intact.sqlite;

import dev.intact.catalog.Table;
import dev.intact.sqlite.ConstraintClause.ConflictClause;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a catalog has no field for, and what must survive all the same. */
final class PropertyReader {
    static final String STRICT = "strict";
    private static final String KEY_TERMS = "terms of primary key";

    private static final String YES = "yes";

    private final TableSource source;
    private final ConstraintReader constraints;
    private final SortedMap<String, String> properties = new TreeMap<>();
    private int unknowns;

    private PropertyReader(TableSource source, ConstraintReader constraints) {
        this.source = source;
        this.constraints = constraints;
    }

    static SortedMap<String, String> properties(TableSource source, ConstraintReader constraints) {
        var reader = new PropertyReader(source, constraints);
        reader.options();
        reader.clauses();
        return reader.properties;
    }

    /** {@return whether the primary key compares its columns otherwise than they are compared by themselves} */
    static boolean isKeyCollatedOtherwise(Table table) {
        return Identifiers.fold(table.properties().getOrDefault(KEY_TERMS, "")).contains("collate");
    }

    /** {@return whether a table's rows are found by these columns without an index} */
    static boolean isStoredBy(Table table, List<String> columns) {
        var key = table.primaryKey();
        return columns.equals(List.of(table.properties().getOrDefault("rowid alias", "")))
                || (table.properties().containsKey("without rowid")
                        && key != null
                        && Set.copyOf(key.columns()).equals(Set.copyOf(columns)));
    }

    private void options() {
        if (source.definition().strict()) {
            properties.put(STRICT, YES);
        }
        if (source.definition().withoutRowid()) {
            properties.put("without rowid", YES);
        }
        source.rowidAlias().ifPresent(column -> properties.put("rowid alias", column));
    }

    private void clauses() {
        source.definition().columns().forEach(column -> {
            var name = source.exact(column.name());
            column.constraints().forEach(clause -> ofColumn(name, clause));
        });
        source.definition().allConstraints().forEach(this::ofTable);
    }

    /** Labels that end in the column go with it. */
    private void ofColumn(String column, ConstraintClause clause) {
        if (clause instanceof ConstraintClause.NotNull notNull) {
            conflict("not null of column " + column, notNull.onConflict());
            if (notNull.name() != null) {
                properties.put("name of not null of column " + column, notNull.name());
            }
        }
    }

    private void ofTable(ConstraintClause clause) {
        if (clause instanceof ConstraintClause.PrimaryKey key) {
            conflict("primary key", key.onConflict());
            terms("primary key", key.columns());
            if (key.autoincrement()) {
                properties.put("autoincrement", YES);
            }
        } else if (clause instanceof ConstraintClause.Unique key) {
            var label = "unique " + label(key.columns());
            conflict(label, key.onConflict());
            terms(label, key.columns());
        } else if (clause instanceof ConstraintClause.ForeignKey key && key.match() != null) {
            properties.put("match of foreign key (%s)".formatted(String.join(", ", key.columns())), key.match());
        } else if (clause instanceof ConstraintClause.Unknown unknown) {
            unknowns++;
            properties.put("clause %d without meaning".formatted(unknowns), unknown.text());
        }
    }

    /** By its columns a key is known only where it compares them as they are compared by themselves. */
    private String label(List<IndexedColumn> terms) {
        return "("
                + (constraints.inOwnCollations(terms) ? String.join(", ", constraints.names(terms)) : written(terms))
                + ")";
    }

    private String written(List<IndexedColumn> terms) {
        return terms.stream()
                .map(term -> term.span().in(source.definition().sql()))
                .collect(Collectors.joining(", "));
    }

    private void conflict(String label, @Nullable ConflictClause clause) {
        if (clause != null) {
            properties.put("conflict clause of " + label, Identifiers.fold(clause.name()));
        }
    }

    /** Columns that a key compares otherwise than they are compared by themselves, or sorts downwards. */
    private void terms(String label, List<IndexedColumn> terms) {
        if (!constraints.inOwnCollations(terms) || terms.stream().anyMatch(IndexedColumn::descending)) {
            properties.put("terms of " + label, written(terms));
        }
    }
}
