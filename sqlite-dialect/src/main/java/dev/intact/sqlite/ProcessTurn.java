package dev.intact.sqlite;

import dev.intact.dialect.Turn;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Among those in this process: all there is to a database in memory. */
final class ProcessTurn implements Turn {
    private static final Map<String, Semaphore> DATABASES = new ConcurrentHashMap<>();

    private final Semaphore database;

    private ProcessTurn(Semaphore database) {
        this.database = database;
    }

    static ProcessTurn await(String databaseName) throws SQLException {
        var database = DATABASES.computeIfAbsent(databaseName, name -> new Semaphore(1, true));
        try {
            database.acquire();
            return new ProcessTurn(database);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("the thread was interrupted while it waited for another one that migrates", e);
        }
    }

    @Override
    public void close() {
        database.release();
    }
}
