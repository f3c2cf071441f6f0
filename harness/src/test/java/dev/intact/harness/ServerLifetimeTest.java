package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
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

    /** The server's own programs refuse to run as root: what is done about that is not to be needed by others. */
    @Test
    void aServerStartsForWhoeverIsNotRoot() throws Exception {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "all tests run as such a user");
        var asNobody = List.of("unshare", "--user");
        Assumptions.assumeTrue(
                new ProcessBuilder("unshare", "--user", "true").start().waitFor() == 0);
        try (var child = ChildJvm.startBy(asNobody, ServerHolder.class)) {
            var server = LeftServer.of(child);
            assertThat(server.answers()).isTrue();
            assertThat(child.line()).isNotEqualTo("root");
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
