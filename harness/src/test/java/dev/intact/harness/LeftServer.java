package dev.intact.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A server that another JVM started. */
public record LeftServer(int port, Path dataDirectory) {
    static LeftServer of(ChildJvm child) throws IOException {
        return new LeftServer(Integer.parseInt(child.line()), Path.of(child.line()));
    }

    public static LeftServer at(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            var row = Database.rows(
                            connection, "select current_setting('port')::integer, current_setting('data_directory')")
                    .get(0);
            return new LeftServer(((Long) row.get(0)).intValue(), Path.of((String) row.get(1)));
        }
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

    public void stop() throws Exception {
        var postmaster =
                Files.readAllLines(dataDirectory.resolve("postmaster.pid")).get(0);
        ProcessHandle.of(Long.parseLong(postmaster)).orElseThrow().destroy();
        Await.until("nobody listens on port " + port, () -> !answers());
        FileTree.delete(dataDirectory.resolve("..").normalize());
    }
}
