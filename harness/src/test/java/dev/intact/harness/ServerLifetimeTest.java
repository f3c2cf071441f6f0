package dev.intact.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A server lives no longer than the JVM that started it, here a child. */
class ServerLifetimeTest {
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the watchdog is a shell")
    void theServerOfAKilledJvmGoesAway() throws Exception {
        try (var child = Child.start()) {
            assertThat(child.serverAnswers()).isTrue();
            child.process.destroyForcibly();
            child.awaitEndOfServer();
        }
    }

    @Test
    void theServerOfAJvmThatEndsGoesAway() throws Exception {
        try (var child = Child.start()) {
            assertThat(child.serverAnswers()).isTrue();
            child.process.getOutputStream().close();
            child.awaitEndOfServer();
        }
    }

    private record Child(Process process, int port, Path dataDirectory) implements AutoCloseable {
        static Child start() throws IOException {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path")));
            var binaries = System.getProperty("intact.postgres.binaries");
            if (binaries != null) {
                command.add("-Dintact.postgres.binaries=" + binaries);
            }
            command.add(ServerHolder.class.getName());
            var process =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            var lines = process.inputReader(UTF_8);
            return new Child(process, Integer.parseInt(lines.readLine()), Path.of(lines.readLine()));
        }

        boolean serverAnswers() {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException refused) {
                return false;
            }
        }

        void awaitEndOfServer() throws Exception {
            process.waitFor();
            Await.until("nobody listens on port " + port, () -> !serverAnswers());
            Await.until(dataDirectory + " is gone", () -> !Files.exists(dataDirectory));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
