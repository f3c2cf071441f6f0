package dev.intact.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Starts a server. What takes long, unpacking its binaries and initdb, is done once per machine and user: both are kept
 * in a directory that outlives the JVM.
 */
final class PostgresStart {
    private static final Pattern MAP = Pattern.compile("_(fsm|vm)$");
    private static final Object ONE_AT_A_TIME = new Object();

    private final int majorVersion;
    private final Path kept;
    private final Path unpacked;
    private final Path cluster;

    private PostgresStart(int majorVersion) {
        this.majorVersion = majorVersion;
        kept = Path.of(System.getProperty("java.io.tmpdir"), "intact-postgres-" + System.getProperty("user.name"));
        unpacked = kept.resolve("binaries-" + majorVersion);
        cluster = kept.resolve("cluster-" + majorVersion);
    }

    static EmbeddedPostgres ofVersion(int majorVersion) {
        try {
            return new PostgresStart(majorVersion).aloneOnThisMachine();
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("PostgreSQL " + majorVersion + " does not start: " + e.getMessage(), e);
        }
    }

    // One start at a time, here (the monitor) and among processes (the file lock): nobody sees a half-made directory,
    // and nobody is given the port that another start has chosen but not yet opened.
    private EmbeddedPostgres aloneOnThisMachine() throws IOException {
        Files.createDirectories(kept);
        synchronized (ONE_AT_A_TIME) {
            try (var channel =
                    FileChannel.open(kept.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Released as the channel closes.
                var unused = channel.lock();
                deleteHalfUnpacked();
                return startOrStartAfresh();
            }
        }
    }

    private EmbeddedPostgres startOrStartAfresh() throws IOException {
        try {
            return start();
        } catch (IOException | RuntimeException first) {
            // A port taken by somebody else, or a kept cluster that a cleaner of old files has thinned out.
            FileTree.delete(cluster);
            try {
                return start();
            } catch (IOException | RuntimeException second) {
                second.addSuppressed(first);
                throw second;
            }
        }
    }

    // A process killed while unpacking leaves files that are too short, which zonky would take as they are. It writes
    // ".exists" last.
    private void deleteHalfUnpacked() throws IOException {
        if (Files.isDirectory(unpacked)) {
            try (var archives = Files.newDirectoryStream(unpacked)) {
                for (var archive : archives) {
                    if (!Files.exists(archive.resolve(".exists"))) {
                        FileTree.delete(archive);
                    }
                }
            }
        }
    }

    private EmbeddedPostgres start() throws IOException {
        var data = Scratch.newDirectory("postgres-" + majorVersion + "-");
        var log = data.resolveSibling(data.getFileName() + ".log");
        if (Files.isDirectory(cluster)) {
            FileTree.copy(cluster, data);
        }
        try {
            return EmbeddedPostgres.builder()
                    .setPgBinaryResolver(new PostgresBinaries(majorVersion))
                    .setOverrideWorkingDirectory(unpacked.toFile())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(!Scratch.stopsServers())
                    .setDataDirectoryCustomizer(initialized -> {
                        keep(initialized.toPath());
                        thinOut(initialized.toPath());
                    })
                    .setOutputRedirector(Redirect.appendTo(log.toFile()))
                    .setPGStartupWait(Duration.ofSeconds(30))
                    .setLocaleConfig("locale", "C")
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_prepared_transactions", "10")
                    .setServerConfig("timezone", "UTC")
                    // No socket file in /tmp that a killed server would leave there.
                    .setServerConfig("unix_socket_directories", "")
                    .start();
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(e.getMessage() + said(log), e);
        }
    }

    private void keep(Path initialized) {
        var unfinished = cluster.resolveSibling(cluster.getFileName() + ".unfinished");
        try {
            if (Files.isDirectory(cluster) || !isOfThisVersion(initialized)) {
                return;
            }
            FileTree.delete(unfinished);
            FileTree.copy(initialized, unfinished);
            Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Then the next start runs initdb again.
            FileTree.delete(unfinished);
        }
    }

    /**
     * A quarter of an empty database's files are maps of free space and of visible pages. A table may be without, as every
     * new one is, and each file has to be copied for each test.
     */
    private static void thinOut(Path initialized) {
        try (var files = Files.find(
                initialized.resolve("base"),
                2,
                (path, attributes) -> MAP.matcher(path.toString()).find())) {
            files.forEach(FileTree::delete);
        } catch (IOException e) {
            // Then copies take a little longer.
        }
    }

    private boolean isOfThisVersion(Path data) throws IOException {
        return Files.readString(data.resolve("PG_VERSION")).strip().equals(Integer.toString(majorVersion));
    }

    private static String said(Path log) throws IOException {
        return Files.exists(log) ? "; its output was:\n" + Files.readString(log) : "";
    }
}
