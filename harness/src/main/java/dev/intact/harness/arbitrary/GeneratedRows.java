package dev.intact.harness.arbitrary;

import dev.intact.catalog.TableName;
import dev.intact.harness.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows for tables that are there.
 *
 * @param rows the rows, those that others refer to before these
 */
public record GeneratedRows(List<Row> rows) {
    public GeneratedRows {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param table its table
     * @param insert the statement that inserts it
     */
    public record Row(TableName table, String insert) {
        @Override
        public String toString() {
            return insert;
        }
    }

    /**
     * Inserts the rows, each in a transaction of its own, and leaves out those that the database does not take: what a CHECK
     * or a trigger wants is not known here, and values of a unique key may be equal.
     *
     * @return how many rows it has taken
     * @throws SQLException if nobody can connect to it
     */
    public int insertInto(Database database) throws SQLException {
        try (var connection = database.connect()) {
            int taken = 0;
            for (var row : rows) {
                taken += isTaken(connection, row) ? 1 : 0;
            }
            return taken;
        }
    }

    private static boolean isTaken(Connection connection, Row row) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate(row.insert) > 0;
        } catch (SQLException e) {
            if (!connection.isValid(0)) {
                throw e;
            }
            return false;
        }
    }

    /** {@return the statements, as a script} */
    @Override
    public String toString() {
        return rows.stream().map(row -> row + ";").collect(Collectors.joining("\n"));
    }
}
