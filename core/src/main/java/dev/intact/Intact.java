package dev.intact;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.dialect.Dialect;
import dev.intact.dialect.Session;
import dev.intact.dialect.Settings;
import dev.intact.error.DatabaseException;
import dev.intact.error.Fact;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.Change;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;

/**
 * Plans and applies changes to a database's keys and constraints. Immutable: each option gives another Intact.
 *
 * <p>Everything that is refused or fails is a {@link dev.intact.error.IntactException}.
 */
public final class Intact {
    private final Source source;
    private final Options options;

    private Intact(Source source, Options options) {
        this.source = source;
        this.options = options;
    }

    /**
     * {@return Intact on connections of its own}
     *
     * @param dataSource gives a connection for each plan and each run, which is closed after it
     */
    public static Intact using(DataSource dataSource) {
        return new Intact(new Source.Given(dataSource), Options.DEFAULT);
    }

    /**
     * {@return Intact on that connection, in transactions of its own} Nobody else uses the connection meanwhile. It is left
     * open, with the settings that it had.
     *
     * @param connection a connection that is in no transaction: its autocommit is on
     */
    public static Intact usingIdle(Connection connection) {
        return new Intact(new Source.Idle(connection), Options.DEFAULT);
    }

    /**
     * {@return Intact in the transaction that is open on that connection} It never commits, closes the connection, or
     * leaves a setting changed; when it fails, everything it did is undone and the transaction goes on. It runs {@link
     * #atomic}.
     *
     * @param connection a connection whose autocommit is off
     */
    public static Intact using(Connection connection) {
        return new Intact(new Source.Joined(connection), Options.DEFAULT);
    }

    /** {@return this, with every change in one transaction: all or nothing} SQLite's only way. */
    public Intact atomic() {
        return new Intact(source, options.mode(Mode.ATOMIC));
    }

    /** {@return this, with changes in short transactions that hold nobody up} PostgreSQL's way unless told otherwise. */
    public Intact online() {
        return new Intact(source, options.mode(Mode.ONLINE));
    }

    /**
     * {@return this, with statements that block others waiting for their locks so long}
     *
     * @param timeout longer than zero; half a second unless set
     */
    public Intact lockTimeout(Duration timeout) {
        return new Intact(source, options.lockTimeout(timeout));
    }

    /**
     * {@return this, with so many attempts to get a lock, growing pauses between them}
     *
     * @param attempts at least one; twenty unless set
     */
    public Intact lockAttempts(int attempts) {
        return new Intact(source, options.lockAttempts(attempts));
    }

    /**
     * {@return this, with statements running so long at most} What clears up after one that ran longer gets ten seconds at
     * least.
     *
     * @param timeout longer than the lock timeout, or zero for as long as it takes, as it is unless set
     */
    public Intact statementTimeout(Duration timeout) {
        return new Intact(source, options.statementTimeout(timeout));
    }

    /**
     * {@return this, with rows moved in batches of so many, where several transactions move them: equal rows count as one}
     *
     * @param rows at least one; ten thousand unless set
     */
    public Intact batchSize(int rows) {
        return new Intact(source, options.batchSize(rows));
    }

    /**
     * {@return this, with each violation showing so many samples at most}
     *
     * @param samples at least one; five unless set
     */
    public Intact maxViolationSamples(int samples) {
        return new Intact(source, options.maxViolationSamples(samples));
    }

    /**
     * {@return this, with statements having so many of PostgreSQL's parallel workers beside them at most} Unless set, as
     * many as the server's parameters {@code max_parallel_maintenance_workers} and {@code max_parallel_workers_per_gather}
     * say; online, none as soon as others are at work on the server: a build on all processors would make those wait whom
     * no lock holds up. SQLite has none.
     *
     * @param workers zero or more
     */
    public Intact parallelWorkers(int workers) {
        return new Intact(source, options.parallelWorkers(workers));
    }

    /**
     * {@return this, changing the schema only by statements made for it} Without this, foreign keys and checks are given to
     * an SQLite table by editing its stored definition, in the way that <a
     * href="https://sqlite.org/lang_altertable.html#otheralter">ALTER TABLE</a> documents, in no time. Two things go further
     * than it documents: UNIQUE constraints, whose index is built or dropped like any other, and only its name and text are
     * edited; and a collapse, which writes the rows of the table that stays into a table of their own, and exchanges the
     * root pages of the two. With this the table is made anew and all its rows are copied, or, by a collapse, are updated
     * and written once more by DROP COLUMN. PostgreSQL needs none of it.
     */
    public Intact withoutSchemaEdit() {
        return new Intact(source, options.withoutSchemaEdit());
    }

    /**
     * {@return this, telling of each step before it runs}
     *
     * @param listener called in the thread that runs the change
     */
    public Intact onProgress(Consumer<Progress> listener) {
        return new Intact(source, options.listener(listener));
    }

    /**
     * {@return whether the connection that is given now is held to the foreign keys that are declared} On SQLite, whether
     * {@code PRAGMA foreign_keys} is on: each connection starts with it <a
     * href="https://sqlite.org/foreignkeys.html#fk_enable">off</a> unless the build, the driver or the pool says otherwise,
     * so ask where the application gets its connections. On PostgreSQL, whether {@code session_replication_role} is other
     * than {@code replica}.
     *
     * @throws dev.intact.error.IntactException if there is no usable connection
     */
    public boolean enforcesForeignKeys() {
        return inSession(Session::enforcesForeignKeys);
    }

    /**
     * {@return the whole schema as it is: every ordinary table, on PostgreSQL those that are the role's to change, in
     * whatever schema} Reads a lot: where one change is concerned, {@link #plan} reads what it touches.
     *
     * @throws dev.intact.error.IntactException if there is no usable connection, or the schema cannot be read
     */
    public Catalog catalog() {
        return inSession(Intact::readEverything);
    }

    private static Catalog readEverything(Session session) {
        try {
            session.begin(Session.Access.READ);
            try {
                return session.read(Scope.EVERYTHING);
            } finally {
                session.rollback();
            }
        } catch (SQLException e) {
            throw SqlFailure.translate(session, e, Optional.empty(), List.<Fact>of());
        }
    }

    /**
     * {@return what a run of the change would do, and what stands in its way} Reads the schema and the rows; writes
     * nothing.
     *
     * @throws dev.intact.error.IntactException if the change cannot be done to this database whatever its rows
     */
    public Plan plan(Change change) {
        return plan(change, Part.WHOLE);
    }

    /**
     * {@return what a run of one phase of the change would do, and what stands in its way} See {@link #apply(Change, Phase)}.
     *
     * @throws dev.intact.error.IntactException if the change cannot be done to this database whatever its rows, or not in
     *     phases
     */
    public Plan plan(Change change, Phase phase) {
        return plan(change, Part.of(phase));
    }

    private Plan plan(Change change, Part part) {
        return inSession(session -> runner(session, change, mode(session), part).plan());
    }

    /**
     * Does what the change says, unless it is done already.
     *
     * @return what was done, after it was verified
     * @throws dev.intact.check.ViolationsException if rows stand in the way; all of them are listed
     * @throws dev.intact.error.IntactException if the change is refused, or fails
     */
    public Report apply(Change change) {
        return apply(change, Part.WHOLE);
    }

    /**
     * Does one phase of the change, unless it is done already: first EXPAND, with which old applications go on, and in a
     * later release, when none of them is left, CONTRACT. Days may lie between.
     *
     * @return what was done, after it was verified
     * @throws dev.intact.check.ViolationsException if rows stand in the way; all of them are listed
     * @throws dev.intact.error.IntactException if the change is refused, or fails; CONTRACT is refused before EXPAND is done
     */
    public Report apply(Change change, Phase phase) {
        return apply(change, Part.of(phase));
    }

    private Report apply(Change change, Part part) {
        return inSession(session -> runner(session, change, mode(session), part).apply());
    }

    /**
     * Runs a plan that was made before: goes on from the step whose predicted schema is the present one.
     *
     * @return what was done, after it was verified
     * @throws dev.intact.error.PlanOutdatedException if the schema is none that the plan predicts
     * @throws dev.intact.error.IntactException if the change is refused, or fails
     */
    public Report apply(Plan plan) {
        return inSession(session -> runner(session, plan.change(), possible(plan.mode()), Part.WHOLE)
                .apply(plan));
    }

    private Runner runner(Session session, Change change, Mode mode, Part part) {
        return new Runner(session, options, change, mode, part, source.joined());
    }

    private Mode mode(Session session) {
        return possible(options.mode().orElse(source.joined() ? Mode.ATOMIC : session.defaultMode()));
    }

    private Mode possible(Mode mode) {
        if (mode == Mode.ONLINE && source.joined()) {
            throw new UnsupportedChangeException(
                    "an online change inside a transaction",
                    "it runs in several transactions of its own",
                    "leave online() out, or use Intact.using(dataSource)");
        }
        return mode;
    }

    private <T> T inSession(Function<Session, T> work) {
        try {
            var connection = source.open();
            try {
                return onConnection(connection, work);
            } finally {
                source.close(connection);
            }
        } catch (SQLException e) {
            throw unusable(e);
        } catch (DataAccessException e) {
            throw unusable(SqlFailure.unwrap(e));
        }
    }

    private static DatabaseException unusable(SQLException exception) {
        return new DatabaseException(
                "connection", "there is no usable connection to the database", List.of(), exception);
    }

    private <T> T onConnection(Connection connection, Function<Session, T> work) throws SQLException {
        var settings = new Settings(
                options.lockTimeout(),
                options.statementTimeout(),
                options.batchSize(),
                source.joined(),
                options.schemaEdit(),
                options.parallelWorkers(),
                options.yieldsWorkers(source.joined()));
        var dialect = Dialect.of(connection);
        try (var session = dialect.open(connection, settings)) {
            try {
                return work.apply(session);
            } catch (DataAccessException e) {
                throw SqlFailure.translate(session, SqlFailure.unwrap(e), Optional.empty(), List.<Fact>of());
            }
        }
    }
}
