package dev.intact.benchmarks;

import dev.intact.harness.Database;
import dev.intact.operation.Change;
import java.sql.SQLException;

/** Tables that a change is made to again and again, and that a writer writes to meanwhile. */
interface Subject {
    Change change();

    /** Brings back what the next one starts from. Fails unless the change was made: so each round also shows that it was. */
    void takeBack() throws SQLException;

    OwnRows ownRows();

    /** Takes away what the writer wrote. */
    void removeOwnRows() throws SQLException;

    /**
     * What a writer writes, that nobody else does.
     *
     * @param insert makes a row; its one parameter is a number, the row's own
     * @param update changes the row of that number
     * @param firstId the first number
     */
    record OwnRows(String insert, String update, int firstId) {}

    /** Makes the tables, with so many rows. */
    interface Maker {
        Subject create(Database database, int rows) throws SQLException;
    }
}
