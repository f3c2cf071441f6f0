package dev.intact.harness;

import java.util.List;
import javax.sql.DataSource;

/**
 * What makes an empty database the one that tests begin with.
 *
 * <p>Its result is copied, and kept as long as it is in use: equal migrations are taken to have equal results. So a lambda,
 * which is equal to itself alone, is run once for each time that it is evaluated: keep the source that has it in a
 * constant. A record that implements this interface is known by its content.
 */
@FunctionalInterface
public interface Migration {
    /**
     * {@return SQL, known by its text}
     *
     * @param scripts each one statement or several, split by {@link Script}
     */
    static Migration sql(String... scripts) {
        return new Scripts(List.of(scripts));
    }

    /**
     * Migrates a database.
     *
     * @param dataSource hands out new connections, without a pool; what is still connected afterwards is disconnected
     * @throws Exception if it fails; every test that wants the database fails with it
     */
    void migrate(DataSource dataSource) throws Exception;
}
