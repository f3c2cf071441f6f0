package dev.intact.conformance;

import static dev.intact.Operations.delete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.error.DifferentShapeException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Reconcile;
import dev.intact.operation.Reverse;
import dev.intact.plan.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A collapse in two phases, dying and going on, with all kinds of writers between. */
class CollapsePhasesTest extends CollapseRaces {
    CollapsePhasesTest() throws SQLException {
        super(18);
    }

    @BeforeEach
    void create() {
        createTables();
    }

    @Test
    void daysMayLieBetweenThePhases() {
        expand(CHANGE);
        assertThat(intact.apply(CHANGE, Phase.EXPAND).changedAnything()).isFalse();
        for (int day = 0; day < 3; day++) {
            oldApplication();
            newApplication();
            assertThat(intact.apply(CHANGE, Phase.EXPAND).changedAnything()).isFalse();
        }
        assertEqual();
        var rows = rows("select id, name, run_id, is_canceled, note, is_archived from workflow order by id");
        contract(CHANGE);
        assertThat(rows("select id, name, run_id, is_canceled, note, is_archived from workflow order by id"))
                .isEqualTo(rows);
        assertThat(intact.apply(CHANGE, Phase.CONTRACT).changedAnything()).isFalse();
        assertThat(intact.apply(CHANGE, Phase.EXPAND).changedAnything()).isFalse();
    }

    @Test
    void aRunThatDiesAnywhereIsFinishedByTheNext() {
        var deaths = List.of(
                "lock table \"public\".\"status\"",
                "comment on function",
                "\"ctid\" >= ?",
                "check (\"run_id\" is not null)",
                "validate constraint",
                "alter column \"run_id\" set not null",
                "lock table \"public\".\"workflow\" in share row exclusive",
                "create constraint trigger",
                "in access exclusive mode",
                "drop table");
        for (var death : deaths) {
            dieAt(death, CHANGE);
            oldApplication();
        }
        assertThat(intact.apply(CHANGE).changedAnything()).isTrue();
        assertThat(intact.apply(CHANGE).changedAnything()).isFalse();
        assertThat(rows("select run_id, note from workflow where id = 1"))
                .hasToString("[[%d, n1]]".formatted(1 + deaths.size()));
    }

    @Test
    void aRunThatDiesBetweenTwoBatchesGoesOnWithTheRowsThatAreLeft() {
        execute("""
                insert into status (id, run_id) select n, n from generate_series(2001, 6000) n;
                insert into workflow (id, name, status_id) select n, repeat('x', 500), n from generate_series(2001, 6000) n;
                """);
        dieAt("\"ctid\" >= ?", CHANGE);
        var done = intact.plan(CHANGE).steps().stream()
                .filter(step -> isBatch(step.sql()))
                .findFirst()
                .orElseThrow();
        execute(halfOfABatch(done.sql()));
        int filled = rows("select from workflow where run_id is not null").size();
        assertThat(filled).isBetween(1, 4000);
        execute("create table touched (id integer)", """
                create function touched() returns trigger language plpgsql as
                  'begin insert into public.touched values (new.id); return null; end';
                create trigger touched after update on workflow for each row execute function touched();
                """);
        expand(CHANGE);
        assertThat(rows("select from touched")).hasSize(4005 - filled);
        assertEqual();
    }

    @Test
    void anotherCollapseOfTheSameTableIsRefusedWhileOneIsUnderWay() {
        var other = Change.of("y", MOVING.reconciling("is_archived", Reconcile.preferTarget()));
        dieAt("\"ctid\" >= ?", CHANGE);
        assertThatThrownBy(() -> intact.apply(other)).isInstanceOf(DifferentShapeException.class);
        expand(CHANGE);
        assertThatThrownBy(() -> intact.apply(other)).isInstanceOf(DifferentShapeException.class);
        assertThatThrownBy(() -> intact.apply(Change.of(
                        "y",
                        JOINED.moving("run_id", "is_canceled")
                                .leaving("note")
                                .reconciling("is_archived", Reconcile.preferSource()))))
                .isInstanceOf(DifferentShapeException.class);
        contract(CHANGE);
    }

    @Test
    void aColumnThatComesBetweenThePhasesIsNotDroppedWithTheTable() {
        expand(CHANGE);
        execute("alter table status add owner text", "update status set owner = 'me'");
        assertThatThrownBy(() -> intact.apply(CHANGE, Phase.CONTRACT)).hasMessageContaining("owner");
        assertThat(rows("select from status where owner = 'me'")).hasSize(5);
    }

    @Test
    void theReverseOfExpandLeavesNoTrace() {
        var schema = Snapshot.of(database);
        var report = intact.apply(CHANGE, Phase.EXPAND);
        intact.apply(((Reverse.Reversible) report.reverse()).change());
        assertThat(Snapshot.of(database)).isEqualTo(schema);
        assertThat(rows("select proname from pg_proc where proname ~* 'intact'"))
                .isEmpty();
        assertThat(intact.apply(CHANGE).changedAnything()).isTrue();
    }

    @Test
    void contractIsRefusedBeforeExpandIsDone() {
        assertThatThrownBy(() -> intact.apply(CHANGE, Phase.CONTRACT)).isInstanceOf(UnsupportedChangeException.class);
        dieAt("\"ctid\" >= ?", CHANGE);
        assertThatThrownBy(() -> intact.apply(CHANGE, Phase.CONTRACT)).isInstanceOf(UnsupportedChangeException.class);
        assertThat(rows("select from status")).hasSize(5);
    }

    @Test
    void rowsThatAreNobodysGoToQuarantineThoughTheyComeDuringTheRun() {
        var deleting = Change.of("x", STATUS.onOrphans(delete()));
        execute("insert into status (id, run_id) values (50, 7)");
        expand(deleting);
        execute("insert into status (id, run_id) values (51, 8)");
        assertThatThrownBy(() -> intact.apply(deleting, Phase.CONTRACT)).isInstanceOf(UnsupportedChangeException.class);
        assertThat(rows("select run_id from status where id = 51")).hasToString("[[8]]");
        expand(deleting);
        contract(deleting);
        assertThat(rows("select id, run_id from intact_quarantine_status order by id"))
                .hasToString("[[50, 7], [51, 8]]");
    }

    // ---- many at a time

    private static final long POLL_NANOS = 200_000;

    /** What an application has been told is done, by the workflow that it is about: the value, or that it is gone. */
    private final Map<Integer, Optional<Integer>> acknowledged = new ConcurrentHashMap<>();

    @Test
    void everyAcknowledgedWriteOfOldAndNewApplicationsIsThereInTheEnd() throws Exception {
        var ending = new AtomicBoolean();
        var newer = new AtomicBoolean();
        var rounds = new AtomicInteger();
        var writers = Executors.newFixedThreadPool(4);
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < 4; i++) {
            int base = 1_000_000 * (i + 1);
            boolean old = i % 2 == 0;
            running.add(writers.submit(() -> hammer(base, old, newer, ending, rounds)));
        }
        Runnable others = () -> {
            int from = rounds.get();
            while (rounds.get() < from + 20 && running.stream().noneMatch(Future::isDone)) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        };
        betweenStages(CHANGE, others).apply(CHANGE, Phase.EXPAND);
        newer.set(true);
        others.run();
        others.run();
        ending.set(true);
        for (var each : running) {
            each.get();
        }
        writers.shutdown();
        assertEqual();
        contract(CHANGE);
        var there = rows("select id, run_id from workflow where id >= 10000").stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));
        acknowledged.forEach((id, value) -> assertThat(Optional.ofNullable(there.get((long) id)))
                .as("run_id of workflow %d", id)
                .isEqualTo(value.map(run -> (long) run)));
        assertThat(acknowledged).hasSizeGreaterThan(20);
    }

    private void hammer(int base, boolean old, AtomicBoolean newer, AtomicBoolean ending, AtomicInteger rounds) {
        try (var connection = database.connect()) {
            while (!old && !newer.get()) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            for (int n = 0; !ending.get(); n++) {
                int id = base + n;
                write(
                        connection,
                        old
                                ? insertionOfOld(id)
                                : "insert into workflow (id, name, run_id) values (%d, 'n', 7)".formatted(id));
                acknowledged.put(id, Optional.of(7));
                var update = old
                        ? "update status set run_id = %d where id = %d"
                        : "update workflow set run_id = %d where id = %d";
                write(connection, update.formatted(n, old ? id + 100_000 : id));
                acknowledged.put(id, Optional.of(n));
                // Rows that everybody writes to.
                write(
                        connection,
                        "update %s set note = 'n%d' where id = %d"
                                .formatted(old ? "status" : "workflow", n, (old ? 11 : 1) + n % 3));
                if (n % 3 == 0) {
                    write(
                            connection,
                            "delete from workflow where id = %d".formatted(id)
                                    + (old ? "; delete from status where id = %d".formatted(id + 100_000) : ""));
                    acknowledged.put(id, Optional.empty());
                }
                rounds.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String insertionOfOld(int id) {
        return "insert into status (id, run_id) values (%2$d, 7); insert into workflow (id, name, status_id) values (%1$d, 'o', %2$d)"
                .formatted(id, id + 100_000);
    }

    /** As one transaction, and again where it met another in a deadlock. */
    private static void write(Connection connection, String sql) {
        for (; ; ) {
            try {
                on(connection, sql);
                return;
            } catch (IllegalStateException e) {
                if (!state(e).equals("40P01")) {
                    throw e;
                }
            }
        }
    }
}
