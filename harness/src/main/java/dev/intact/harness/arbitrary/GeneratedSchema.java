package dev.intact.harness.arbitrary;

import dev.intact.harness.Database;
import java.sql.SQLException;
import java.util.List;
import org.jooq.impl.DSL;

/**
 * Tables with rows.
 *
 * @param tables the tables, of which each refers only to those before it
 */
public record GeneratedSchema(List<GeneratedTable> tables) {
    public GeneratedSchema {
        tables = List.copyOf(tables);
    }

    /**
     * {@return the table of that name}
     *
     * @throws IllegalArgumentException if there is none
     */
    public GeneratedTable table(String name) {
        return tables.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no table " + name));
    }

    /**
     * Makes the tables in that database, and fills them.
     *
     * @throws SQLException if nobody can connect to it
     */
    public void createIn(Database database) throws SQLException {
        try (var connection = database.connect()) {
            var sql = DSL.using(connection);
            tables.forEach(table -> table.createWith(sql));
        }
    }
}
