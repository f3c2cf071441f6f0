package dev.intact.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What SQLite's PRAGMAs say about a table or an index, in the words of {@link SchemaFacts}. */
final class PragmaFacts {
    private final Connection connection;

    PragmaFacts(Connection connection) {
        this.connection = connection;
    }

    List<String> ofTable(String table) throws SQLException {
        var facts = new ArrayList<String>();
        for (var row : rows("select wr, strict from pragma_table_list where schema = 'main' and name = ?", table)) {
            facts.add(SchemaFacts.options(row.number("wr") == 1, row.number("strict") == 1));
        }
        for (var row : rows("select * from pragma_table_xinfo(?)", table)) {
            facts.add(SchemaFacts.type(row.text("name"), row.text("type")));
            facts.add(SchemaFacts.column(
                    row.text("name"),
                    row.number("notnull") == 1,
                    row.get("dflt_value"),
                    row.number("pk"),
                    row.number("hidden")));
        }
        facts.addAll(foreignKeys(table));
        var keys = new ArrayList<String>();
        for (var row : rows("select name from pragma_index_list(?) where origin <> 'c'", table)) {
            keys.add(SchemaFacts.key(terms(row.text("name"))));
        }
        facts.addAll(keys.stream().sorted().toList());
        return facts;
    }

    private List<String> foreignKeys(String table) throws SQLException {
        var keys = new LinkedHashMap<Integer, List<Row>>();
        for (var row : rows("select * from pragma_foreign_key_list(?) order by id desc, seq", table)) {
            keys.computeIfAbsent(row.number("id"), id -> new ArrayList<>()).add(row);
        }
        return keys.values().stream()
                .map(parts -> SchemaFacts.foreignKey(
                        parts.stream().map(part -> part.text("from")).toList(),
                        parts.get(0).text("table"),
                        parts.stream()
                                .filter(part -> part.get("to") != null)
                                .map(part -> part.text("to"))
                                .toList(),
                        parts.get(0).text("on_delete"),
                        parts.get(0).text("on_update")))
                .toList();
    }

    List<String> ofIndex(String index, String table) throws SQLException {
        var row = rows("select \"unique\", partial from pragma_index_list(?) where name = ?", table, index)
                .get(0);
        return SchemaFacts.index(row.number("unique") == 1, row.number("partial") == 1, terms(index));
    }

    private List<String> terms(String index) throws SQLException {
        return rows("select * from pragma_index_xinfo(?) where key = 1", index).stream()
                .map(row -> SchemaFacts.term(row.get("name"), row.text("coll"), row.number("desc") == 1))
                .toList();
    }

    record Row(Map<String, @Nullable String> values) {
        @Nullable
        String get(String column) {
            return values.get(column);
        }

        String text(String column) {
            return String.valueOf(values.get(column));
        }

        int number(String column) {
            return Integer.parseInt(text(column));
        }
    }

    List<Row> rows(String sql, String... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (var result = statement.executeQuery()) {
                var rows = new ArrayList<Row>();
                while (result.next()) {
                    var values = new HashMap<String, @Nullable String>();
                    for (var i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        values.put(result.getMetaData().getColumnName(i), result.getString(i));
                    }
                    rows.add(new Row(values));
                }
                return rows;
            }
        }
    }
}
