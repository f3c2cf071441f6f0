package dev.intact.sqlite;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;

/** Work on one connection. */
final class SqliteSession implements Session {
    private final Connection connection;
    private final StatementTimer timer;
    private final Statements statements;
    private final DSLContext database;
    private final Workplace workplace;
    private final BusyTimeout busyTimeout;
    private final Transactions transactions;
    private final WorkingMemory memory;
    private final CatalogReader reader;
    private final SchemaVersions versions;

    private SqliteSession(
            Connection connection,
            StatementTimer timer,
            DSLContext database,
            Statements statements,
            Workplace workplace,
            BusyTimeout busyTimeout,
            Transactions transactions,
            SchemaVersions versions) {
        this.connection = connection;
        this.timer = timer;
        this.statements = statements;
        this.database = database;
        this.workplace = workplace;
        this.busyTimeout = busyTimeout;
        this.transactions = transactions;
        this.memory = new WorkingMemory(statements);
        this.reader = new CatalogReader(database, statements);
        this.versions = versions;
    }

    static SqliteSession open(Connection connection, Settings settings) throws SQLException {
        var timer = new StatementTimer(settings.statementTimeout());
        try {
            var database = Database.on(connection, timer);
            var statements = new Statements(connection, timer, database);
            Transactions transactions = settings.joined()
                    ? new JoinedTransactions(statements)
                    : OwnTransactions.on(connection, statements, new LockWait(settings.lockTimeout()));
            var busyTimeout = BusyTimeout.set(statements, settings.lockTimeout());
            return new SqliteSession(
                    connection,
                    timer,
                    database,
                    statements,
                    new Workplace(statements, settings, transactions),
                    busyTimeout,
                    transactions,
                    new SchemaVersions(connection, statements, settings.joined()));
        } catch (SQLException | RuntimeException e) {
            timer.close();
            throw e;
        }
    }

    Workplace workplace() {
        return workplace;
    }

    @Override
    public DSLContext database() {
        return database;
    }

    @Override
    public Mode defaultMode() {
        return Mode.ATOMIC;
    }

    @Override
    public boolean enforcesForeignKeys() {
        return workplace.flag("foreign_keys");
    }

    @Override
    public Catalog read(Scope scope) {
        workplace.forget();
        return reader.read(scope);
    }

    @Override
    public Map<TableName, String> taken(Set<TableName> names) {
        return TakenNames.of(database, names);
    }

    @Override
    public List<Stage> render(Primitive operation, Optional<Primitive> next, Catalog before, Mode mode) {
        return Rendering.of(workplace, operation, next, before, mode);
    }

    /** {@return nothing: a transaction that fails leaves nothing} */
    @Override
    public List<Step> leftovers(Catalog before, Catalog now, boolean again) {
        return List.of();
    }

    @Override
    public void unhurried(Runnable work) {
        work.run();
    }

    /** Not each alone: the version of the schema, which is raised by whatever alters it. */
    @Override
    public Set<String> effects(Set<TableName> tables) {
        return database.fetch("pragma main.schema_version").intoSet(0, String.class);
    }

    /** Does nothing: a transaction that writes excludes every other one. */
    @Override
    public void exclude() {}

    @Override
    public void begin(Access access) throws SQLException {
        transactions.begin(access);
        try {
            memory.take();
        } catch (SQLException | RuntimeException e) {
            transactions.rollback();
            throw e;
        }
    }

    @Override
    public void commit() throws SQLException {
        transactions.commit();
    }

    @Override
    public void rollback() throws SQLException {
        transactions.rollback();
    }

    @Override
    public void execute(Step.Statement statement) throws SQLException {
        versions.look(statement.sql());
        memory.run(statement.sql());
    }

    /** One transaction does it all. */
    @Override
    public long parts(TableName table) {
        return 1;
    }

    @Override
    public long execute(Step.Backfill step, long from, long to, int turn, int turns) throws SQLException {
        statements.run(step.whole());
        return Long.parseLong(
                statements.column("select changes() as changed", "changed").get(0));
    }

    @Override
    public Failure failure(SQLException exception) {
        return Failures.of(exception);
    }

    @Override
    public List<Fact> blockers(Set<TableName> tables) {
        return List.of(Fact.of(
                "held by",
                "another connection that writes, or one that reads where the journal mode is not WAL; or a result of this"
                        + " connection that is still open; SQLite does not tell which",
                "end its transaction, close the result, or wait longer: .lockTimeout(…)"));
    }

    @Override
    public void close() throws SQLException {
        try (timer) {
            if (!connection.isClosed()) {
                restore();
            }
        }
    }

    private void restore() throws SQLException {
        try {
            transactions.close();
        } finally {
            memory.restore();
            busyTimeout.restore();
        }
    }
}
