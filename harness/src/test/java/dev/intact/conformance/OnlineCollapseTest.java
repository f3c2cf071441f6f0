package dev.intact.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.Intact;
import dev.intact.check.ViolationsException;
import dev.intact.error.NotVerifiedException;
import dev.intact.error.PlanOutdatedException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Background;
import dev.intact.harness.InterleavedSession;
import dev.intact.plan.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be lost while one table takes another over and both are written to: named interleavings, not luck. */
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {14, 18})
class OnlineCollapseTest extends CollapseRaces {
    OnlineCollapseTest(int version) throws SQLException {
        super(version);
    }

    @BeforeEach
    void create() {
        createTables();
    }

    // ---- copying what is there against writers

    /** What follows writes to statuses, as one would write it first. */
    private static final String NAIVE_COPY = """
            alter table workflow add run_id integer, add is_canceled boolean, add note text;
            create function copy() returns trigger language plpgsql as
              'begin update workflow set run_id = new.run_id where status_id = new.id; return null; end';
            create trigger copy after update on status for each row execute function copy();
            """;

    @Test
    void aNaiveBatchThatWaitsForARowWritesAnOldValueOverANewOne() {
        execute(NAIVE_COPY);
        one.runs("begin; update workflow set name = 'held' where id = 1");
        two.begins("update workflow w set run_id = s.run_id from status s where s.id = w.status_id")
                .waits();
        one.runs("update status set run_id = 99 where id = 11; commit");
        two.goesOn();
        assertThat(rows("select run_id from workflow where id = 1")).hasToString("[[1]]");
        assertThat(rows("select run_id from status where id = 11")).hasToString("[[99]]");
    }

    @Test
    void aBatchThatWaitsForARowLeavesTheNewValue() {
        var patient = Intact.using(database.dataSource())
                .lockTimeout(Duration.ofSeconds(30))
                .onProgress(progress -> {
                    if (isBatch(progress.step().sql()) && progress.advance().isEmpty()) {
                        one.runs("begin; update workflow set name = 'held' where id = 1");
                    }
                });
        var run = Background.run(() -> patient.apply(CHANGE, Phase.EXPAND));
        untilSomebodyWaits(run, "\"ctid\" >=");
        one.runs("update status set run_id = 99 where id = 11; commit");
        run.join();
        assertThat(rows("select run_id from workflow where id = 1")).hasToString("[[99]]");
        assertEqual();
        contract(CHANGE);
    }

    /** The row is only locked, so that the batch does not look at it again. */
    @Test
    void aBatchThatWaitsForALockedRowLosesNoWriteThatWaitsToo() {
        var patient = Intact.using(database.dataSource())
                .lockTimeout(Duration.ofSeconds(30))
                .onProgress(progress -> {
                    if (isBatch(progress.step().sql()) && progress.advance().isEmpty()) {
                        one.runs("begin; select from workflow where id = 1 for update");
                    }
                });
        var run = Background.run(() -> patient.apply(CHANGE, Phase.EXPAND));
        untilSomebodyWaits(run, "\"ctid\" >=");
        two.begins("update status set run_id = 99 where id = 11").waits();
        one.runs("commit");
        two.goesOn();
        run.join();
        assertThat(rows("select run_id from workflow where id = 1")).hasToString("[[99]]");
        assertEqual();
    }

    // ---- the proof

    @Test
    void aNaiveProofInAnOldSnapshotDropsWhatItDoesNotSee() throws SQLException {
        execute(NAIVE_COPY, "drop trigger copy on status", "update workflow set run_id = id");
        one.runs("begin isolation level repeatable read; select count(*) from workflow");
        execute("update status set run_id = 99 where id = 11");
        one.runs("lock table workflow, status in access exclusive mode");
        assertThat(one.rows("select from workflow w join status s on s.id = status_id where s.run_id <> w.run_id"))
                .isEmpty();
        one.runs("drop table status cascade; commit");
        assertThat(rows("select from workflow where run_id = 99")).isEmpty();
    }

    @Test
    void aCallersTransactionThatMayBeInAnOldSnapshotIsRefused() throws SQLException {
        expand(CHANGE);
        try (var caller = database.connect()) {
            caller.setAutoCommit(false);
            for (int level : List.of(Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE)) {
                caller.setTransactionIsolation(level);
                on(caller, "select count(*) from workflow");
                var refusal = catchThrowableOfType(
                        UnsupportedChangeException.class,
                        () -> Intact.using(caller).apply(CHANGE));
                assertThat(refusal.wayOut()).contains("READ COMMITTED");
                caller.rollback();
            }
            caller.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(Intact.using(caller).apply(CHANGE).changedAnything()).isTrue();
            caller.commit();
        }
        assertThat(intact.apply(CHANGE).changedAnything()).isFalse();
    }

    /** Whatever the connection's default is, and though the row came while the lock was waited for. */
    @Test
    void theProofSeesWhatWasCommittedWhileItsLockWasWaitedFor() {
        execute(
                "do $$ begin execute format('alter database %I set default_transaction_isolation = ''repeatable read''', current_database()); end $$");
        var seen = new AtomicInteger();
        var run = intact.onProgress(progress -> {
            if (progress.step().sql().contains("in access exclusive mode")) {
                int attempt = seen.incrementAndGet();
                if (attempt == 1) {
                    one.runs("begin; insert into status (id, run_id) values (50, 7)");
                } else if (attempt == 2) {
                    one.runs("commit");
                }
            }
        });
        assertThatThrownBy(() -> run.lockTimeout(Duration.ofMillis(50)).apply(CHANGE))
                .isInstanceOf(ViolationsException.class);
        assertThat(rows("select run_id from status where id = 50")).hasToString("[[7]]");
        execute("delete from status where id = 50");
        contract(CHANGE);
    }

    /** Before what was written to is taken up, after it, after the proof of it, and before the lock. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "set \"taken\" = true",
                "where noted.\"taken\"",
                "intact_touched_%\" where \"taken\"",
                "in access exclusive mode"
            })
    void whatIsWrittenWhileTheRestIsProvedIsProvedToo(String words) {
        expand(CHANGE);
        var seen = new AtomicInteger();
        var late = intact.onProgress(progress -> {
            if (progress.step().sql().matches("(?s).*" + words.replace("%", ".*") + ".*")
                    && seen.incrementAndGet() == 1) {
                execute("insert into status (id, run_id) values (50, 7)");
            }
        });
        assertThatThrownBy(() -> late.apply(CHANGE)).isInstanceOf(ViolationsException.class);
        assertThat(rows("select run_id from status where id = 50")).hasToString("[[7]]");
        execute("delete from status where id = 50");
        contract(CHANGE);
    }

    /** In the last look but the lock's own. */
    @Test
    void whatIsCommittedWhileTheRestIsProvedIsProvedToo() {
        expand(CHANGE);
        long looks = intact.plan(CHANGE).steps().stream()
                .filter(step -> step.sql().endsWith("set \"taken\" = true"))
                .count();
        var begun = new AtomicInteger();
        var ended = new AtomicInteger();
        var run = intact.onProgress(progress -> {
            var sql = progress.step().sql();
            if (sql.endsWith("set \"taken\" = true") && begun.incrementAndGet() == looks) {
                one.runs("begin; insert into status (id, run_id) values (50, 7)");
            } else if (sql.endsWith("where \"taken\"") && ended.incrementAndGet() == looks) {
                one.runs("commit");
            }
        });
        assertThatThrownBy(() -> run.apply(CHANGE)).isInstanceOf(ViolationsException.class);
        assertThat(rows("select run_id from status where id = 50")).hasToString("[[7]]");
    }

    // ---- what comes just before the lock

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    column extra  | alter table status add extra integer default 1
                    trigger late  | create trigger late after insert on status for each row execute function nothing()
                    rule late     | create rule late as on update to status do also select 1
                    policy late   | create policy late on status
                    """)
    void whatComesToTheTableThatGoesDoesNotGoUnseen(String what, String sql) {
        execute(NOTHING);
        expand(CHANGE);
        assertThatThrownBy(
                        () -> at("in access exclusive mode", () -> execute(sql)).apply(CHANGE))
                .isInstanceOf(NotVerifiedException.class)
                .hasMessageContaining(what);
        assertThat(rows("select to_regclass('status')::text")).hasToString("[[status]]");
        assertEqual();
    }

    @Test
    void aTriggerThatComesToTheTableThatStaysIsFound() {
        execute(NOTHING);
        expand(CHANGE);
        var late = "create trigger late before update on workflow for each row execute function nothing()";
        assertThatThrownBy(() ->
                        at("in access exclusive mode", () -> execute(late)).apply(CHANGE))
                .isInstanceOf(PlanOutdatedException.class)
                .hasMessageContaining("late");
        assertEqual();
        contract(CHANGE);
    }

    private List<String> saidByTheEnd() throws SQLException {
        var said = new Said();
        expand(CHANGE);
        try (var connection = database.connect()) {
            Intact.usingIdle(said.on(connection)).apply(CHANGE);
        }
        assertThat(said.all()).anyMatch(sql -> sql.contains("pg_catalog.pg_class"));
        return said.all();
    }

    /** To read the schema takes longer than all that the lock is for. */
    @Test
    void readsNoSchemaWhileEverybodyWaits() throws SQLException {
        var locked = saidByTheEnd().stream()
                .dropWhile(sql -> !sql.endsWith("in access exclusive mode"))
                .takeWhile(sql -> !sql.equals("commit"))
                .toList();
        assertThat(locked).anyMatch(sql -> sql.startsWith("drop table"));
        assertThat(locked).noneMatch(sql -> sql.contains("pg_catalog.pg_class"));
    }

    /** What is written to meanwhile has to be proved under the lock. */
    @Test
    void readsNoSchemaBetweenCatchingUpAndTheLock() throws SQLException {
        var catchingUp = saidByTheEnd().stream()
                .dropWhile(sql -> !sql.endsWith("set \"taken\" = true"))
                .takeWhile(sql -> !sql.startsWith("drop table"))
                .toList();
        assertThat(catchingUp).anyMatch(sql -> sql.endsWith("in access exclusive mode"));
        assertThat(catchingUp).noneMatch(sql -> sql.contains("pg_catalog.pg_class"));
    }

    private static final String NOTHING =
            "create function nothing() returns trigger language plpgsql as 'begin return new; end'";

    // ---- delete against insert

    private static final String NAIVE_DELETE = """
            create function del() returns trigger language plpgsql as
              'begin delete from status where id = old.status_id and not exists (select from workflow where status_id = old.status_id); return null; end';
            create trigger del after delete on workflow for each row execute function del();
            alter table workflow drop constraint workflow_status_id_fkey,
              add constraint workflow_status_id_fkey foreign key (status_id) references status (id) on delete cascade;
            """;

    @Test
    void aNaiveDeleteTakesARowAlongThatHasComeMeanwhile() {
        execute(NAIVE_DELETE);
        one.runs("begin; insert into workflow (id, name, status_id) values (9, 'nine', 11)");
        two.begins("delete from workflow where id = 1").waits();
        one.runs("commit");
        two.goesOn();
        assertThat(rows("select from workflow where id in (1, 9)")).isEmpty();
    }

    @Test
    void aDeleteTakesNoRowAlongThatHasComeMeanwhile() {
        execute("""
                alter table workflow drop constraint workflow_status_id_fkey,
                  add constraint workflow_status_id_fkey foreign key (status_id) references status (id) on delete cascade
                """);
        expand(CHANGE);
        one.runs("set deadlock_timeout = '20ms'; begin; delete from workflow where id = 1");
        two.begins("insert into workflow (id, name, status_id) values (9, 'nine', 11)")
                .waits();
        boolean deleted = succeeds(one.begins("commit"));
        boolean inserted = succeeds(two);
        assertThat(rows("select id from workflow where id in (1, 9) order by id")
                        .size())
                .isEqualTo((deleted ? 0 : 1) + (inserted ? 1 : 0));
        assertEqual();
        contract(CHANGE);
    }

    private static boolean succeeds(InterleavedSession session) {
        var refusal = session.ends();
        refusal.ifPresent(failure -> assertThat(failure.getSQLState()).isIn("40P01", "23505", "23503"));
        return refusal.isEmpty();
    }

    @Test
    void aRowIsTakenBackAndGivenAgainInOneTransaction() {
        expand(CHANGE);
        execute(
                "begin; delete from workflow where id = 1; insert into workflow (id, name, status_id) values (1, 'again', 11); commit");
        assertThat(rows("select run_id, note from workflow where id = 1")).hasToString("[[1, n1]]");
        assertEqual();
    }

    // ---- what no trigger can follow

    @Test
    void aNaiveSequenceLosesWhatTruncateTakes() {
        execute(NAIVE_COPY, WITHOUT_KEY, "update workflow set run_id = id", "truncate status");
        assertThat(rows("select from workflow")).hasSize(5);
    }

    @Test
    void truncateIsRefusedUntilTheEnd() {
        dieAt("\"ctid\" >= ?", CHANGE);
        refusesTruncate();
        expand(CHANGE);
        refusesTruncate();
        contract(CHANGE);
        execute("truncate workflow");
    }

    private void refusesTruncate() {
        for (var sql : List.of("truncate workflow", "truncate status cascade", "truncate workflow, status")) {
            assertThatThrownBy(() -> database.execute("set session_replication_role = replica", sql))
                    .hasMessageContaining("TRUNCATE of public.")
                    .hasMessageContaining("public.status becomes a part of public.workflow");
        }
    }

    @Test
    void aNaiveTriggerBeforeInsertLeavesRowsThatAreNobodys() {
        execute("""
                create function ins() returns trigger language plpgsql as
                  'begin insert into status (run_id) values (1) returning id into new.status_id; return new; end';
                create trigger ins before insert on workflow for each row execute function ins();
                insert into workflow (id, name) values (1, 'one') on conflict do nothing;
                """);
        assertThat(rows("select from status s where not exists (select from workflow where status_id = s.id)"))
                .hasSize(1);
    }

    @Test
    void anInsertThatDoesNothingLeavesNothing() {
        expand(CHANGE);
        execute("""
                insert into workflow (id, name, run_id) values (1, 'one', 77), (9, 'nine', 78) on conflict do nothing;
                insert into workflow (id, name, run_id) values (2, 'two', 79) on conflict (id) do update set run_id = excluded.run_id;
                """);
        assertThat(rows("select id, run_id from workflow where id in (1, 2, 9) order by id"))
                .hasToString("[[1, 1], [2, 79], [9, 78]]");
        assertEqual();
        contract(CHANGE);
    }

    // ---- old and new applications, stage by stage

    @Test
    void bothPlacesAreEqualAfterEachStage() {
        var both = "select from pg_trigger where tgname like 'Intact\\_insert%'";
        var columns = "select from pg_attribute where attrelid = 'workflow'::regclass and attname = 'run_id'";
        var stages = new AtomicInteger();
        betweenStages(CHANGE, () -> {
                    oldApplication();
                    if (!rows(columns).isEmpty()) {
                        assertEqualWhereFilled();
                    }
                    if (!rows(both).isEmpty()) {
                        newApplication();
                        assertEqual();
                        oldApplication();
                        assertEqual();
                    }
                    stages.incrementAndGet();
                })
                .apply(CHANGE);
        assertThat(stages.get()).isGreaterThan(6);
        assertThat(rows("select run_id, name from workflow where id = 1").get(0).get(0))
                .isEqualTo(1L + bumps.get());
        assertThat(intact.apply(CHANGE).changedAnything()).isFalse();
    }

    @Test
    void anOldAndANewWriterThatMeetInADeadlockLoseNothing() {
        expand(CHANGE);
        one.runs("set deadlock_timeout = '20ms'; begin; update workflow set note = 'new' where id = 3");
        two.runs("set deadlock_timeout = '1h'; begin; update status set run_id = 50 where id = 11");
        two.begins("update status set note = null where id = 13; commit").waits();
        var newer = "update workflow set note = 'new', name = 'new' where id = 1";
        one.begins(newer).fails("40P01");
        one.runs("rollback");
        two.goesOn();
        assertEqual();
        one.runs(newer);
        assertThat(rows("select run_id, note, name from workflow where id = 1")).hasToString("[[50, new, new]]");
        assertEqual();
    }

    @Test
    void anUpdateOfTheSourceThatHasNotEndedDelaysTheSecondTriggersAndIsNotLost() {
        var seen = new AtomicInteger();
        intact.lockTimeout(Duration.ofMillis(50))
                .onProgress(progress -> {
                    if (progress.step()
                            .sql()
                            .equals("lock table \"public\".\"workflow\" in share row exclusive mode")) {
                        int attempt = seen.incrementAndGet();
                        if (attempt == 1) {
                            one.runs("begin; update status set run_id = 99 where id = 11");
                        } else if (attempt == 2) {
                            one.runs("commit");
                        }
                    }
                })
                .apply(CHANGE, Phase.EXPAND);
        assertThat(seen.get()).isGreaterThanOrEqualTo(2);
        assertThat(rows("select run_id from workflow where id = 1")).hasToString("[[99]]");
        assertEqual();
    }

    /** The swap gives up its place in the queue, so that the writer goes on, and is done when that has ended. */
    @Test
    void aWriterInTheMiddleOfATransactionDelaysOnlyTheSwap() {
        expand(CHANGE);
        var seen = new AtomicInteger();
        intact.lockTimeout(Duration.ofMillis(50))
                .onProgress(progress -> {
                    if (progress.step().sql().contains("in access exclusive mode")) {
                        int attempt = seen.incrementAndGet();
                        if (attempt == 1) {
                            one.runs("begin; update workflow set run_id = 98 where id = 1");
                        } else if (attempt == 2) {
                            execute("set lock_timeout = '5s'; update workflow set run_id = 97 where id = 2");
                            one.runs("update workflow set note = 'more' where id = 1");
                        } else if (attempt == 3) {
                            one.runs("commit");
                        }
                    }
                })
                .apply(CHANGE, Phase.CONTRACT);
        assertThat(seen.get()).isGreaterThanOrEqualTo(3);
        assertThat(rows("select run_id, note from workflow where id in (1, 2) order by id"))
                .hasToString("[[98, more], [97, n2]]");
    }
}
