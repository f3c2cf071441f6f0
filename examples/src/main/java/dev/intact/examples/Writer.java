package dev.intact.examples;

import dev.intact.examples.Ledger.Kind;
import dev.intact.examples.Ledger.Period;
import dev.intact.examples.Ledger.Workflow;
import dev.intact.examples.Ledger.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DefaultDSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A thread in which an application writes all the time: it inserts workflows, archives and deletes those that are its own,
 * and counts runs of some that others count as well. What is acknowledged goes into its ledger.
 */
final class Writer {
    private static final String DEADLOCK = "40P01";

    /** A server looks for a deadlock after a second unless told otherwise: long for a story. */
    private static final String LOOK_SOON = "set deadlock_timeout = '20ms'";

    private static final int NEW_RUN = 100;

    private final String name;
    private final Application application;
    private final Deque<Long> own;
    private final List<Long> shared;
    private final Random random;
    private final Thread thread;
    private final Ledger ledger = new Ledger();

    /** Held for the time of each write; fair, so that whoever wants it to stand still gets a turn. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private volatile Period period;
    private volatile boolean stopping;
    private volatile @Nullable Exception failure;

    private Writer(
            String name,
            Application application,
            ExampleDatabase database,
            List<Long> own,
            List<Long> shared,
            Period period) {
        this.name = name;
        this.application = application;
        this.own = new ArrayDeque<>(own);
        this.shared = shared;
        this.random = new Random(name.hashCode());
        this.period = period;
        this.thread = new Thread(() -> run(database), name);
    }

    static Writer start(
            String name,
            Application application,
            ExampleDatabase database,
            List<Long> own,
            List<Long> shared,
            Period period) {
        var writer = new Writer(name, application, database, own, shared, period);
        writer.thread.start();
        return writer;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Says what time it is, for the ledger. */
    void nowIs(Period next) {
        period = next;
    }

    private void run(ExampleDatabase database) {
        try (var connection = database.database().connect()) {
            var jooq = jooq(connection);
            jooq.execute(LOOK_SOON);
            while (!stopping) {
                turn.lock();
                try {
                    ledger.acknowledged(write(jooq));
                } finally {
                    turn.unlock();
                }
            }
        } catch (SQLException | RuntimeException e) {
            failure = e;
            synchronized (ledger) {
                ledger.notifyAll();
            }
        }
    }

    private static DSLContext jooq(Connection connection) {
        return new DefaultDSLContext(connection, SQLDialect.POSTGRES);
    }

    private Write write(DSLContext jooq) {
        int dice = random.nextInt(8);
        if (dice < 2 || own.isEmpty()) {
            var workflow = new Workflow("%s %d".formatted(name, ledger.size()), NEW_RUN, 0);
            long id = committed(jooq, database -> application.insert(database, workflow.name(), NEW_RUN));
            own.addLast(id);
            return new Write(period, Kind.INSERT, id, workflow);
        }
        if (dice < 6) {
            return changed(Kind.COUNT_RUN, shared.get(random.nextInt(shared.size())), jooq, application::countRun);
        }
        return dice < 7
                ? changed(Kind.ARCHIVE, own.getLast(), jooq, application::archive)
                : changed(Kind.DELETE, own.removeFirst(), jooq, application::delete);
    }

    private interface OfOne {
        int apply(DSLContext database, long workflow);
    }

    /** A write that the database acknowledges and that changes nothing would be one that is lost. */
    private Write changed(Kind kind, long workflow, DSLContext jooq, OfOne work) {
        int rows = committed(jooq, database -> work.apply(database, workflow));
        if (rows != 1) {
            throw new IllegalStateException("%s of workflow %d: %d rows".formatted(kind, workflow, rows));
        }
        return new Write(period, kind, workflow, new Workflow("", 0, 0));
    }

    /** Whoever meets a deadlock tries again, as every application of PostgreSQL has to. */
    private <T> T committed(DSLContext jooq, Function<DSLContext, T> work) {
        while (true) {
            try {
                return jooq.transactionResult(transaction -> work.apply(transaction.dsl()));
            } catch (DataAccessException e) {
                if (!e.sqlState().equals(DEADLOCK)) {
                    throw e;
                }
                ledger.metDeadlock();
            }
        }
    }

    // ---- for others

    /** Waits until it has written so many times more. */
    void awaitMore(int writes) {
        synchronized (ledger) {
            int goal = ledger.size() + writes;
            while (ledger.size() < goal && failure == null) {
                try {
                    ledger.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        failIfFailed();
    }

    private void failIfFailed() {
        if (failure != null) {
            throw new IllegalStateException("the application failed: " + name, failure);
        }
    }

    /** Does something while it stands still. */
    void between(Runnable work) {
        turn.lock();
        try {
            work.run();
        } finally {
            turn.unlock();
        }
    }

    /** Lets it finish what it is writing, and no more. */
    void stop() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        failIfFailed();
    }
}
