package dev.intact.harness.migration;

import dev.intact.Intact;
import dev.intact.catalog.Catalog;
import dev.intact.catalog.Catalog.Reference;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.Orphans;
import dev.intact.check.Relation;
import dev.intact.check.Violation;
import dev.intact.error.Fact;
import dev.intact.harness.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What a database holds at some moment.
 *
 * @param catalog its schema
 * @param rows the rows of each table, each as its values in the order of the columns
 * @param orphans what breaks the foreign keys that it declares, as those who do not enforce them leave it
 */
record Contents(Catalog catalog, Map<TableName, List<List<@Nullable Object>>> rows, Map<Orphans, Violation> orphans) {
    private static final int SAMPLES = 5;

    static Contents read(DataSource dataSource) {
        var catalog = Intact.using(dataSource).catalog();
        try (var connection = dataSource.getConnection()) {
            var database = DSL.using(connection);
            var rows = new HashMap<TableName, List<List<@Nullable Object>>>();
            var orphans = new HashMap<Orphans, Violation>();
            for (var table : catalog.tables().values()) {
                rows.put(table.name(), rows(connection, database, catalog, table));
                for (var rule : rules(catalog, table)) {
                    rule.find(database, catalog, SAMPLES).ifPresent(found -> orphans.put(rule, found));
                }
            }
            return new Contents(catalog, rows, orphans);
        } catch (SQLException e) {
            throw new IllegalStateException("the rows cannot be read", e);
        }
    }

    private static List<List<@Nullable Object>> rows(
            Connection connection, DSLContext database, Catalog catalog, Table table) throws SQLException {
        var query = database.select(Relation.fields(table.columnNames())).from(Relation.rows(catalog, table));
        return Database.rows(connection, database.renderInlined(query));
    }

    /** SQLite lets a key point at a table that is not there. */
    private static List<Orphans> rules(Catalog catalog, Table table) {
        return table.foreignKeys().stream()
                .filter(key -> catalog.find(key.referenced()).isPresent())
                .map(key -> Orphans.of(
                        table.name(),
                        key.to(key.referenced(), new Reference(table.name(), key).referencedColumns(catalog))))
                .toList();
    }

    /** {@return the rows of a table, or none if it is not there, as their values in those columns; sorted} */
    List<String> rows(TableName table, List<String> columns) {
        return catalog.find(table)
                .map(there -> rows.getOrDefault(table, List.of()).stream()
                        .map(row -> text(there, row, columns))
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    private static String text(Table table, List<@Nullable Object> row, List<String> columns) {
        var names = table.columnNames();
        return columns.stream()
                .map(column -> column + " = " + Database.text(row.get(names.indexOf(column))))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /** {@return references that point nowhere, more of them than there were before} */
    List<Fact> orphansSince(Contents before) {
        return orphans.entrySet().stream()
                .filter(each -> each.getValue().rows() > before.orphaned(each.getKey()))
                .map(each -> Fact.of("orphans", each.getValue().toString()))
                .toList();
    }

    private long orphaned(Orphans rule) {
        var known = orphans.get(rule);
        return known == null ? 0 : known.rows();
    }
}
