package dev.intact.sqlite;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a run may take of memory and processors, and what the connection had before. With SQLite's 2 MB, filling a column
 * from another table and looking references up go to the file for nearly every row.
 *
 * <p>To sort is another matter: what fits the cache is sorted at once and by one thread, which takes twice as long as runs
 * of 2 MB by several and their merging (<a href="https://sqlite.org/src/file/src/vdbesort.c">vdbesort.c</a>).
 */
final class WorkingMemory {
    private static final long LARGE = 64L << 20;
    private static final long SORTED_AT_ONCE = 2L << 20;
    private static final int MOST_THREADS = 4;

    private static final Pattern INDEX_BUILD = Pattern.compile("create (unique )?index .*", Pattern.DOTALL);

    private final Statements statements;
    private Optional<Found> found = Optional.empty();

    /**
     * What the connection had.
     *
     * @param cache in pages, or negative in KiB (<a href="https://sqlite.org/pragma.html#pragma_cache_size">cache_size</a>)
     */
    private record Found(long cache, long pageSize, long threads) {
        private long bytes() {
            return cache < 0 ? -cache << 10 : cache * pageSize;
        }
    }

    WorkingMemory(Statements statements) {
        this.statements = statements;
    }

    /** Takes it, unless the connection has as much, inside a transaction: the schema is read for this. */
    void take() throws SQLException {
        if (found.isPresent()) {
            return;
        }
        var row =
                statements.database().fetchSingle("select * from pragma_cache_size, pragma_page_size, pragma_threads");
        found = Optional.of(new Found(row.get(0, long.class), row.get(1, long.class), row.get(2, long.class)));
        setCache(large());
        setThreads(Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS));
    }

    /** Runs a statement with what suits it. */
    void run(String sql) throws SQLException {
        if (found.isEmpty()
                || !INDEX_BUILD.matcher(sql.toLowerCase(Locale.ROOT)).matches()) {
            statements.run(sql);
            return;
        }
        setCache(-SORTED_AT_ONCE >> 10);
        try {
            statements.run(sql);
        } finally {
            setCache(large());
        }
    }

    private long large() {
        var had = found.orElseThrow();
        return had.bytes() < LARGE ? -(LARGE >> 10) : had.cache();
    }

    void restore() throws SQLException {
        if (found.isPresent()) {
            setCache(found.get().cache());
            setThreads(found.get().threads());
        }
    }

    private void setCache(long size) throws SQLException {
        statements.run("pragma main.cache_size = %d".formatted(size));
    }

    /** At most as many as SQLite was built for. */
    private void setThreads(long threads) throws SQLException {
        statements.run("pragma threads = %d".formatted(threads));
    }
}
