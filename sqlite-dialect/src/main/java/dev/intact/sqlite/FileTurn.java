package dev.intact.sqlite;

import dev.intact.dialect.Turn;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock of the operating system on an empty file beside the database, freed with the process that holds it. SQLite's own
 * locks end with a transaction, and a migration has several. The file stays: to delete it would give two instances a lock
 * each on files of one name. Never a lock on the database itself, which closing it would take from SQLite
 * (<a href="https://sqlite.org/howtocorrupt.html">How To Corrupt</a>, section 2.2).
 */
final class FileTurn implements Turn {
    private static final Logger LOG = LoggerFactory.getLogger(FileTurn.class);
    private static final long PAUSE_MILLIS = 20;

    /** First: to close a file releases this process's other locks on it (fcntl(2), "Advisory record locking"). */
    private final Turn inProcess;

    private final FileChannel channel;

    private FileTurn(Turn inProcess, FileChannel channel) {
        this.inProcess = inProcess;
        this.channel = channel;
    }

    /** {@return where the lock of that database is} */
    static Path fileOf(Path database) {
        return database.resolveSibling(database.getFileName() + "-turn");
    }

    static FileTurn await(Path database) throws SQLException {
        var inProcess = ProcessTurn.await(database.toString());
        try {
            return new FileTurn(inProcess, lock(fileOf(database)));
        } catch (SQLException | RuntimeException e) {
            inProcess.close();
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws SQLException {
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                await(channel, file);
                return channel;
            } catch (IOException | SQLException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new SQLException("no lock is to be had on %s: %s".formatted(file, e), e);
        }
    }

    private static void await(FileChannel channel, Path file) throws IOException, SQLException {
        if (tryLock(channel)) {
            return;
        }
        LOG.info("waits for another instance that migrates, and holds {}", file);
        do {
            pause(file);
        } while (!tryLock(channel));
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldThroughAnotherClassLoader) {
            return false;
        }
    }

    private static void pause(Path file) throws SQLException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("the thread was interrupted while it waited for " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("a lock is left to the end of the process", e);
        } finally {
            inProcess.close();
        }
    }
}
