package dev.intact.harness;

import java.sql.SQLException;

/** Something that a session has begun. */
interface Turn {
    /** {@return whether it waits for somebody; as soon as it does, or is done} */
    boolean isWaiting() throws SQLException;

    /** Returns when it is done, or throws what it failed with. */
    void end() throws Exception;
}
