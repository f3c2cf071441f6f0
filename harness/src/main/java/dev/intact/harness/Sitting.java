package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;

/** A session of one database system, and how to tell there that it waits. */
sealed interface Sitting permits PostgresSitting, SqliteSitting {
    Connection connection();

    Turn begin(String statement);

    Turn begin(InterleavedSession.Work work);

    /** {@return whether something that it has begun is not done} */
    boolean isBusy();

    /** Ends it, with what still waits. */
    void close() throws SQLException;
}
