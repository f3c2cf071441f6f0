package dev.intact.postgres;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoolerTest {
    private static final Change CHANGE = Change.of("codes are unique", addUnique("task", "code"));

    private final Database database = TestDatabases.postgres().open();

    @BeforeEach
    void createTable() throws SQLException {
        database.execute("create table task (id integer primary key, code text)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aPoolerThatMayGiveEachTransactionAnotherSessionIsRefused() throws Exception {
        try (var pooler = NumberingProxy.before(port(), true);
                var connection = connect(pooler)) {
            assertThatThrownBy(() -> Intact.usingIdle(connection).apply(CHANGE))
                    .isInstanceOf(UnsupportedChangeException.class)
                    .hasMessageContaining("connect to the server itself for changes");
        }
    }

    @Test
    void aPoolerGivesOneSessionToOneTransaction() throws Exception {
        try (var pooler = NumberingProxy.before(port(), true);
                var connection = connect(pooler)) {
            connection.setAutoCommit(false);
            assertThat(Intact.using(connection).apply(CHANGE).changedAnything()).isTrue();
            connection.commit();
        }
    }

    @Test
    void aProxyThatOnlyPassesEverythingOnDoesNotMatter() throws Exception {
        try (var proxy = NumberingProxy.before(port(), false);
                var connection = connect(proxy)) {
            assertThat(Intact.usingIdle(connection).apply(CHANGE).changedAnything())
                    .isTrue();
        }
    }

    private int port() throws SQLException {
        return Integer.parseInt(String.valueOf(database.rows("show port").get(0).get(0)));
    }

    private Connection connect(NumberingProxy proxy) throws SQLException, IOException {
        var direct = database.url();
        return DriverManager.getConnection(direct.replace(":" + port() + "/", ":" + proxy.port() + "/"));
    }
}
