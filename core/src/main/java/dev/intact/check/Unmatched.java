package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;

/**
 * Every row belongs to one of another table.
 *
 * @param table the table
 * @param other the other one
 * @param joined the columns that are equal: the table's, and the other's
 * @param side which of the two the table is
 */
public record Unmatched(TableName table, TableName other, List<ColumnPair> joined, Side side) implements DataCheck {
    /** Which side of a 1:1 pair misses its other half. */
    public enum Side {
        /** A row of the target has no row of the source, so its new columns have no values. */
        TARGET,
        /** A row of the source is nobody's, so its values have no place to go to. */
        SOURCE
    }

    public Unmatched {
        joined = List.copyOf(joined);
    }

    @Override
    public Set<TableName> tables() {
        return Set.copyOf(List.of(table, other));
    }

    @Override
    public String rule() {
        return side == Side.TARGET
                ? "each row has one of %s (%s)".formatted(other, String.join(", ", ColumnPair.to(joined)))
                : "each row is that of one of %s (%s)".formatted(other, String.join(", ", ColumnPair.to(joined)));
    }

    /** A row with a NULL in it belongs to none. */
    private Condition condition(Catalog catalog) {
        return new Belonging(catalog.table(table).name(), other, joined).absent(catalog);
    }

    @Override
    public Select<?> violations(Catalog catalog) {
        return RowSearch.select(catalog, table, condition(catalog));
    }

    @Override
    public Optional<Violation> find(DSLContext database, Catalog catalog, int samples) {
        var search = side == Side.TARGET
                ? new RowSearch(
                        "missing-row",
                        "%s has rows without one of %s".formatted(table.name(), other.name()),
                        "add the missing rows, or choose: .fillingMissingWith(defaults())")
                : new RowSearch(
                        "unclaimed-row",
                        "%s has rows that are nobody's in %s".formatted(table.name(), other.name()),
                        "delete these rows, or choose: .onOrphans(delete()) moves them to a quarantine table");
        return search.find(database, catalog, this, condition(catalog), samples);
    }
}
