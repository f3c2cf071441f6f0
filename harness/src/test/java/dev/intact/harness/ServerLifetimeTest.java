package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
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
            var server = Server.of(child);
            assertThat(server.answers()).isTrue();
            child.kill();
            server.awaitEnd();
        }
    }

    @Test
    void theServerOfAJvmThatEndsGoesAway() throws Exception {
        try (var child = ChildJvm.start(ServerHolder.class)) {
            var server = Server.of(child);
            assertThat(server.answers()).isTrue();
            child.end();
            server.awaitEnd();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the server would end with its parent")
    void unlessADatabaseIsKept() throws Exception {
        try (var child = ChildJvm.start(ServerHolder.class, "keep")) {
            var server = Server.of(child);
            var url = child.line();
            child.end();
            try (var connection = DriverManager.getConnection(url)) {
                assertThat(Database.rows(connection, "SELECT * FROM kept")).isEmpty();
            } finally {
                server.stop();
            }
        }
    }

    private record Server(int port, Path dataDirectory) {
        static Server of(ChildJvm child) throws IOException {
            return new Server(Integer.parseInt(child.line()), Path.of(child.line()));
        }

        boolean answers() {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException refused) {
                return false;
            }
        }

        void awaitEnd() throws Exception {
            Await.until("nobody listens on port " + port, () -> !answers());
            Await.until(dataDirectory + " is gone", () -> !Files.exists(dataDirectory));
        }

        void stop() throws Exception {
            var postmaster =
                    Files.readAllLines(dataDirectory.resolve("postmaster.pid")).get(0);
            ProcessHandle.of(Long.parseLong(postmaster)).orElseThrow().destroy();
            Await.until("nobody listens on port " + port, () -> !answers());
            FileTree.delete(dataDirectory.resolve("..").normalize());
        }
    }
}
