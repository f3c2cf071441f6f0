package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A server lives no longer than the JVM that started it, here a child. */
class ServerLifetimeTest {
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the watchdog is a shell")
    void theServerOfAKilledJvmGoesAway() throws Exception {
        try (var child = ChildJvm.start(ServerHolder.class)) {
            var server = LeftServer.of(child);
            assertThat(server.answers()).isTrue();
            child.kill();
            server.awaitEnd();
        }
    }

    @Test
    void theServerOfAJvmThatEndsGoesAway() throws Exception {
        try (var child = ChildJvm.start(ServerHolder.class)) {
            var server = LeftServer.of(child);
            assertThat(server.answers()).isTrue();
            child.end();
            server.awaitEnd();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the server would end with its parent")
    void unlessADatabaseIsKept() throws Exception {
        try (var child = ChildJvm.start(ServerHolder.class, "keep")) {
            var server = LeftServer.of(child);
            var url = child.line();
            child.end();
            try (var connection = DriverManager.getConnection(url)) {
                assertThat(Database.rows(connection, "SELECT * FROM kept")).isEmpty();
            } finally {
                server.stop();
            }
        }
    }
}
