package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.dialect.Failure;
import dev.intact.dialect.Session;
import dev.intact.dialect.Settings;
import dev.intact.error.Fact;
import dev.intact.operation.Primitive;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Work on one connection. */
final class PostgresSession implements Session {
    /** Of a backfill: see {@link Ddl#pages}. */
    private static final int PARAMETERS = 4;

    private final Connection connection;
    private final Settings settings;
    private final DSLContext database;
    private final Parameters parameters;
    private final Transactions transactions;
    private final Exclusion exclusion;
    private final ServerReader.Found found;

    private PostgresSession(
            Connection connection,
            Settings settings,
            DSLContext database,
            Parameters parameters,
            Transactions transactions) {
        this.connection = connection;
        this.settings = settings;
        this.database = database;
        this.parameters = parameters;
        this.transactions = transactions;
        this.exclusion = new Exclusion(database, settings.joined());
        this.found = ServerReader.read(database);
    }

    static PostgresSession open(Connection connection, Settings settings) throws SQLException {
        return SqlCall.unwrapped(() -> opened(connection, settings));
    }

    private static PostgresSession opened(Connection connection, Settings settings) throws SQLException {
        var database = Database.on(connection);
        var parameters = new Parameters(database, settings);
        Transactions transactions = settings.joined()
                ? new JoinedTransactions(database, parameters)
                : OwnTransactions.on(connection, database, parameters);
        return new PostgresSession(connection, settings, database, parameters, transactions);
    }

    @Override
    public DSLContext database() {
        return database;
    }

    @Override
    public Mode defaultMode() {
        return settings.joined() ? Mode.ATOMIC : Mode.ONLINE;
    }

    /** The triggers that enforce foreign keys do not fire in that role (documentation of session_replication_role). */
    @Override
    public boolean enforcesForeignKeys() {
        return !parameters.current("session_replication_role").equals("replica");
    }

    @Override
    public Catalog read(Scope scope) {
        return new CatalogReader(database, found).read(scope);
    }

    @Override
    public Map<TableName, String> taken(Set<TableName> names) {
        return TakenNames.of(database, names);
    }

    @Override
    public List<Stage> render(Primitive operation, Optional<Primitive> next, Catalog before, Mode mode) {
        return operation.match(new Rendering(database, before, mode, settings.batchSize()));
    }

    @Override
    public List<Step> leftovers(Catalog before, Catalog now, boolean again) {
        return Leftovers.of(database, before, now, again);
    }

    @Override
    public void unhurried(Runnable work) {
        parameters.unhurried(work);
    }

    @Override
    public Set<String> effects(Set<TableName> tables) {
        return Effects.on(database, tables);
    }

    @Override
    public void exclude() throws SQLException {
        run(() -> exclusion.acquire(settings.lockTimeout()));
    }

    @Override
    public void begin(Access access) throws SQLException {
        run(() -> transactions.begin(access));
    }

    @Override
    public void commit() throws SQLException {
        run(transactions::commit);
    }

    @Override
    public void rollback() throws SQLException {
        run(transactions::rollback);
    }

    @Override
    public void execute(Step.Statement statement) throws SQLException {
        run(() -> {
            if (transactions.isOpen()) {
                executeInTransaction(statement);
            } else {
                executeOnItsOwn(statement);
            }
        });
    }

    /** The pages that the rows are in (documentation, "Database Page Layout"): a part is a page. */
    @Override
    public long parts(TableName table) throws SQLException {
        return SqlCall.unwrapped(() -> database.fetchSingle(
                        "select pg_relation_size({0}::regclass) / current_setting('block_size')::bigint",
                        DSL.inline(Ddl.sql("{0}", Names.of(table))))
                .get(0, long.class));
    }

    @Override
    public long execute(Step.Backfill step, long from, long to, int turn, int turns) throws SQLException {
        try (var statement = connection.prepareStatement(SqlText.withParameters(step.sql(), PARAMETERS))) {
            statement.setObject(1, page(from), Types.OTHER);
            statement.setObject(2, page(to), Types.OTHER);
            statement.setInt(3, turns - 1);
            statement.setInt(4, turn);
            return statement.executeLargeUpdate();
        }
    }

    private static String page(long number) {
        return "(%d,0)".formatted(number);
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static void run(Work work) throws SQLException {
        SqlCall.unwrapped(() -> {
            work.run();
            return true;
        });
    }

    private void executeInTransaction(Step.Statement statement) throws SQLException {
        boolean patient = isPatient(statement);
        if (patient) {
            parameters.waitForLocks(true);
        }
        run(statement.sql());
        if (patient) {
            parameters.waitForLocks(false);
        }
    }

    private void executeOnItsOwn(Step.Statement statement) throws SQLException {
        var found = parameters.found();
        parameters.applyToSession(isPatient(statement));
        try {
            run(statement.sql());
        } catch (SQLException failed) {
            restoreAfter(failed, found);
            throw failed;
        }
        parameters.restoreSession(found);
    }

    private static boolean isPatient(Step.Statement statement) {
        return statement.patience() == Step.Patience.UNLIMITED;
    }

    private void restoreAfter(SQLException failed, Map<String, String> found) {
        try {
            parameters.restoreSession(found);
        } catch (DataAccessException further) {
            failed.addSuppressed(further);
        }
    }

    /** Not through jOOQ, nor JDBC's escapes: the text is what was shown. */
    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    @Override
    public Failure failure(SQLException exception) {
        return Failures.of(exception);
    }

    @Override
    public List<Fact> blockers(Set<TableName> tables) {
        return Blockers.of(database, tables);
    }

    @Override
    public void close() throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        run(() -> {
            try {
                transactions.close();
            } finally {
                exclusion.release();
            }
        });
    }
}
