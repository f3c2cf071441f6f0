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

    /** What has begun and is not done does not go on, also if nobody is in its way any more. */
    void stop() throws SQLException;

    /** Ends it, after all have been stopped, and those that are not busy have ended. */
    void close() throws SQLException;
}
