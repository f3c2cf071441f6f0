package dev.intact.harness;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database that can be kept for nothing but to be copied. */
interface Original extends Database {
    /** Ends all connections, and lets nobody in from now on. */
    void seal();

    /** {@return what comes of something that is done in a session which is as a new one} It is not kept by who does it. */
    <T> T use(OwnSession.Work<T> work) throws SQLException;

    @Override
    default void execute(String... scripts) throws SQLException {
        use(connection -> {
            Script.run(connection, List.of(scripts));
            return List.of();
        });
    }

    @Override
    default List<List<@Nullable Object>> rows(String query) throws SQLException {
        return use(connection -> Database.rows(connection, query));
    }

    /** {@return a copy for somebody who is still to come, whose first connection is there already} */
    Database copyAhead();
}
