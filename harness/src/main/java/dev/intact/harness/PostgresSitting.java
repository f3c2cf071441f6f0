package dev.intact.harness;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A session on PostgreSQL, which lists who waits for a lock. */
final class PostgresSitting implements Sitting {
    private final Database database;
    private final Connection witness;
    private final Connection connection;

    /** Every connection that is the session's, and the number of its server process. */
    private final Map<Connection, Integer> processes = new ConcurrentHashMap<>();

    private Optional<BackgroundTurn> last = Optional.empty();

    PostgresSitting(Database database, Connection witness) throws SQLException {
        this.database = database;
        this.witness = witness;
        this.connection = noted(database.connect());
    }

    private Connection noted(Connection opened) throws SQLException {
        try (var statement = opened.createStatement();
                var result = statement.executeQuery("select pg_backend_pid()")) {
            result.next();
            processes.put(opened, result.getInt(1));
        }
        return opened;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Turn begin(String sql) {
        return begun(new BackgroundTurn(
                () -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute(sql);
                    }
                    return null;
                },
                this::waits));
    }

    @Override
    public Turn begin(InterleavedSession.Work work) {
        var dataSource = new ForwardingDataSource(database.dataSource()) {
            @Override
            Connection handOut(Connection opened) throws SQLException {
                return noted(opened);
            }
        };
        return begun(new BackgroundTurn(
                () -> {
                    work.on(dataSource);
                    return null;
                },
                this::waits));
    }

    private Turn begun(BackgroundTurn turn) {
        last = Optional.of(turn);
        return turn;
    }

    private boolean waits() throws SQLException {
        try (var statement = witness.prepareStatement("select from pg_locks where not granted and pid = any (?)")) {
            statement.setArray(1, processes());
            try (var result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    @Override
    public boolean isBusy() {
        return last.filter(turn -> !turn.isDone()).isPresent();
    }

    /** Who waits for a lock does not notice that nobody listens any more. */
    @Override
    public void stop() throws SQLException {
        if (isBusy()) {
            try (var statement =
                    witness.prepareStatement("select pg_terminate_backend(pid, 10000) from unnest(?) pid")) {
                statement.setArray(1, processes());
                statement.execute();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        for (var each : processes.keySet()) {
            each.close();
        }
    }

    private Array processes() throws SQLException {
        return witness.createArrayOf("int4", processes.values().toArray());
    }
}
