package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Lets a connection die at a chosen statement, as when the database process vanishes under its caller.
 *
 * <p>Run a piece of work once with {@link #never()} to learn its {@link #statements()}, then once for each of them with
 * {@link #dieBefore(int)} and {@link #dieAfter(int)}:
 *
 * <pre>{@code
 * var faults = Faults.on(database.dataSource());
 * work.run(faults.dataSource());
 * var count = faults.statements().size();
 * for (var n = 1; n <= count; n++) {
 *     faults.dieAfter(n);
 *     assertThatThrownBy(() -> work.run(faults.dataSource())).isInstanceOf(SQLException.class);
 *     // assert on database, which is free of the dead connection's locks
 * }
 * }</pre>
 *
 * <p>What counts is each call of an execute method of a statement, a batch being one, and each
 * {@link Connection#commit()}. The call at which the connection dies throws a {@link SQLException} with SQLState 08006, and
 * so does every later call on that connection and what came from it, save for close(), isClosed() and isValid(). By then
 * the real connection is closed, its transaction rolled back and its locks released.
 *
 * <p>Safe for use by several threads; they share one count.
 */
public final class Faults {
    private final DataSource dataSource;
    private final Set<FaultyConnection> open = new LinkedHashSet<>();
    private final List<String> statements = new ArrayList<>();
    private int calls;
    private int fatalCall;
    private boolean after;
    private boolean wholeServer;
    private boolean down;

    private Faults(DataSource real) {
        dataSource = new FaultyDataSource(real, this);
    }

    /**
     * {@return faults for a database, none of them armed}
     *
     * @param real hands out the plain connections of SQLite's or PostgreSQL's driver
     */
    public static Faults on(DataSource real) {
        return new Faults(real);
    }

    /** {@return the data source to give to the code under test} */
    public DataSource dataSource() {
        return dataSource;
    }

    /**
     * Starts the count anew: the n-th statement from now on never reaches the database.
     *
     * @param n 1 for the next statement
     * @return this
     */
    public Faults dieBefore(int n) {
        return arm(n, false);
    }

    /**
     * Starts the count anew: the n-th statement from now on is done, and nobody learns of it.
     *
     * @param n 1 for the next statement
     * @return this
     */
    public Faults dieAfter(int n) {
        return arm(n, true);
    }

    /**
     * Starts the count anew, without a fault.
     *
     * @return this
     */
    public synchronized Faults never() {
        statements.clear();
        calls = 0;
        fatalCall = 0;
        wholeServer = false;
        down = false;
        return this;
    }

    /**
     * Widens the armed fault: every open connection of {@link #dataSource()} dies with the one that met it, and new ones
     * are refused until the next {@code dieBefore}, {@code dieAfter} or {@code never}. So nothing can be tidied up in
     * between, as when the machine goes.
     *
     * @return this
     */
    public synchronized Faults wholeServer() {
        if (fatalCall == 0) {
            throw new IllegalStateException("wholeServer() goes after dieBefore(n) or dieAfter(n)");
        }
        wholeServer = true;
        return this;
    }

    /** {@return whether the armed fault has struck} */
    public synchronized boolean struck() {
        return fatalCall != 0 && calls >= fatalCall;
    }

    /**
     * {@return the SQL that has reached the database since the count started, in order}
     *
     * <p>A batch is one text, its statements joined by "; ". A commit is "commit". Statements the database refused are
     * there too.
     */
    public synchronized List<String> statements() {
        return List.copyOf(statements);
    }

    private synchronized Faults arm(int n, boolean afterwards) {
        if (n < 1) {
            throw new IllegalArgumentException("statements are counted from 1, not from " + n);
        }
        never();
        fatalCall = n;
        after = afterwards;
        return this;
    }

    /** Registers a new connection, or refuses it. */
    synchronized void opened(FaultyConnection connection) throws SQLException {
        if (down) {
            throw lost("the server is down");
        }
        open.add(connection);
    }

    synchronized void closed(FaultyConnection connection) {
        open.remove(connection);
    }

    /** {@return the number of this call, which is about to be made} */
    int before(FaultyConnection connection, String sql) throws SQLException {
        int call;
        synchronized (this) {
            call = ++calls;
            if (call != fatalCall || after) {
                statements.add(sql);
                return call;
            }
        }
        strike(connection);
        throw lost("before statement " + call + ": " + sql);
    }

    void after(FaultyConnection connection, String sql, int call) throws SQLException {
        synchronized (this) {
            if (call != fatalCall || !after) {
                return;
            }
        }
        strike(connection);
        throw lost("after statement " + call + ": " + sql);
    }

    private void strike(FaultyConnection met) throws SQLException {
        List<FaultyConnection> dying;
        synchronized (this) {
            down = wholeServer;
            dying = wholeServer ? List.copyOf(open) : List.of(met);
            dying.forEach(open::remove);
        }
        for (var connection : dying) {
            connection.die();
        }
    }

    static SQLException lost(String circumstances) {
        return new SQLNonTransientConnectionException("connection lost on purpose, " + circumstances, "08006");
    }
}
