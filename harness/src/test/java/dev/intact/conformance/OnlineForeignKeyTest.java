package dev.intact.conformance;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.dropForeignKey;
import static dev.intact.Operations.setNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.Intact;
import dev.intact.Report;
import dev.intact.check.ViolationsException;
import dev.intact.error.NotPermittedException;
import dev.intact.error.NotVerifiedException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Background;
import dev.intact.harness.Database;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.Snapshot;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import dev.intact.operation.Reverse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What a foreign key's change does among others on PostgreSQL: named interleavings, not luck. */
@OnEachServer
class OnlineForeignKeyTest {
    private static final AddForeignKey KEY =
            addForeignKey("tasks", "project_id").references("projects", "id");
    private static final Change CHANGE = Change.of("x", KEY);
    private static final Change DELETING = Change.of("x", KEY.onOrphans(delete()));

    private final Database database;
    private final Intact intact;
    private final Connection other;

    OnlineForeignKeyTest(int version) throws SQLException {
        database = TestDatabases.postgres(version).open();
        intact = Intact.using(database.dataSource());
        other = database.connect();
    }

    /** Steps already have their key to tasks, and tasks an index: building one would wait for every old transaction. */
    @BeforeEach
    void createTables() {
        execute("""
                create table projects (id integer primary key, name text);
                insert into projects select n, 'p' || n from generate_series(1, 100) n;
                create table tasks (id integer primary key, project_id integer, title text);
                insert into tasks select n, 1 + n % 100, 't' || n from generate_series(1, 5000) n;
                create index ix_tasks_project_id on tasks (project_id);
                create table steps (id integer primary key, task_id integer references tasks (id) on delete cascade);
                insert into steps values (1, 1), (2, 2);
                """);
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        database.close();
    }

    private void execute(String sql) {
        try {
            database.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void other(String sql) {
        try (var statement = other.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<? extends List<?>> rows(String sql) {
        try {
            return database.rows(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private List<? extends List<?>> keys() {
        return rows("select convalidated from pg_constraint where conname = 'fk_tasks_project_id'");
    }

    /** Does something as the step with those words begins for the nth time. */
    private Intact at(String words, int attempt, Runnable work) {
        return at(words, number -> {
            if (number == attempt) {
                work.run();
            }
        });
    }

    private Intact at(String words, Consumer<Integer> work) {
        var seen = new AtomicInteger();
        return intact.lockTimeout(Duration.ofMillis(20)).lockAttempts(10_000).onProgress(progress -> {
            if (progress.step().sql().contains(words)) {
                work.accept(seen.incrementAndGet());
            }
        });
    }

    // ---- validation

    /**
     * Without the privilege to read the referencing table, the server looks each reference up by itself, and locks the row
     * (RI_Initial_Check): so a row that somebody has locked stops it half-way.
     */
    @Test
    void readsAndWritesOfBothTablesGoOnWhileTheRowsAreLookedThrough() throws Exception {
        var role = "owner_" + System.nanoTime();
        execute(
                "create role %1$s login; grant all on schema public to %1$s; alter table tasks owner to %1$s; alter table projects owner to %1$s"
                        .formatted(role));
        other("begin; select from projects where id = 50 for update");
        var validating = Intact.using(database.dataSourceAs(role))
                .lockTimeout(Duration.ofMillis(20))
                .onProgress(progress -> {
                    if (progress.step().sql().contains("validate constraint")) {
                        execute("revoke select on tasks from " + role);
                    }
                });
        var change = Background.call(() -> validating.apply(CHANGE));
        until(() -> change.isDone()
                || !rows("select from pg_stat_activity where query like '%validate constraint%' and wait_event_type = 'Lock'"
                                + " and state = 'active' and pid <> pg_backend_pid()")
                        .isEmpty());
        assertThat(change.isDone()).isFalse();
        execute("grant select on tasks to " + role);
        assertThat(rows("""
                select relation::regclass::text, mode from pg_locks
                where granted and relation in ('tasks'::regclass, 'projects'::regclass)
                  and pid in (select pid from pg_stat_activity where query like '%validate constraint%' and pid <> pg_backend_pid())
                  and mode not in ('AccessShareLock', 'RowShareLock')
                """)).isEqualTo(List.of(List.of("tasks", "ShareUpdateExclusiveLock")));
        execute("""
                set lock_timeout = '5s';
                insert into projects values (101, 'new');
                update projects set name = 'other' where id = 101;
                insert into tasks values (9001, 101, 'new');
                update tasks set project_id = 2 where id = 9001;
                delete from tasks where id = 9001;
                delete from projects where id = 101;
                select count(*) from tasks join projects on projects.id = project_id;
                """);
        assertThatThrownBy(() -> database.execute("insert into tasks values (9002, 777, 'orphan')"))
                .isInstanceOf(SQLException.class);
        assertThat(change.isDone()).isFalse();
        other("rollback");
        assertThat(change.get().changedAnything()).isTrue();
        assertThat(keys()).isEqualTo(List.of(List.of(true)));
        execute("reassign owned by %1$s to postgres; drop owned by %1$s; drop role %1$s".formatted(role));
    }

    @Test
    void aLongWriterDelaysTheKeyAndNobodyElse() throws Exception {
        for (var writing :
                List.of("update tasks set title = 'x' where id = 1", "update projects set name = 'x' where id = 1")) {
            other("begin; " + writing);
            delaysOnlyTheChange("not valid", CHANGE);
            intact.apply(Change.of("back", dropForeignKey("tasks", "project_id")));
        }
    }

    @Test
    void aLongReaderDelaysTheEndOfAKeyAndNobodyElse() throws Exception {
        intact.apply(CHANGE);
        other("begin; select count(*) from projects");
        delaysOnlyTheChange("drop constraint", Change.of("back", dropForeignKey("tasks", "project_id")));
    }

    @Test
    void aLongReaderDoesNotDelayTheKey() {
        other("begin; select count(*) from projects, tasks where tasks.id = 1");
        assertThat(intact.lockAttempts(1).apply(CHANGE).changedAnything()).isTrue();
        other("rollback");
    }

    /** Who reads in an old snapshot may yet look for rows by the index that is built. */
    @Test
    void aLongReaderDelaysTheIndexOfAKeyAndNobodyElse() throws Exception {
        execute("drop index ix_tasks_project_id");
        other("begin isolation level repeatable read; select count(*) from projects");
        var running = Background.call(() -> intact.apply(CHANGE));
        until(() -> running.isDone()
                || !rows("select from pg_stat_progress_create_index where phase = 'waiting for old snapshots'")
                        .isEmpty());
        assertNobodyWaits();
        assertThat(running.isDone()).isFalse();
        other("rollback");
        assertThat(running.get().changedAnything()).isTrue();
        assertThat(keys()).isEqualTo(List.of(List.of(true)));
    }

    private void delaysOnlyTheChange(String words, Change change) throws Exception {
        var tried = new CountDownLatch(3);
        var patient = at(words, attempt -> tried.countDown());
        var running = Background.call(() -> patient.apply(change));
        tried.await();
        assertNobodyWaits();
        assertThat(running.isDone()).isFalse();
        other("rollback");
        assertThat(running.get().changedAnything()).isTrue();
    }

    /** Had the change queued for its lock, these would queue behind it and fail. */
    private void assertNobodyWaits() {
        execute("""
                set lock_timeout = '5s';
                insert into tasks values (9001, 1, 'new');
                delete from tasks where id = 9001;
                update projects set name = 'meanwhile' where id = 2;
                """);
    }

    @Test
    void anOrphanOfAnUnfinishedTransactionIsListedByTheValidationAndTheKeyFinishedNextTime() {
        var interrupted = at("not valid", attempt -> {
            if (attempt == 1) {
                other("begin; insert into tasks values (9001, 777, 'orphan')");
            } else if (attempt == 3) {
                other("commit");
            }
        });
        var refusal = catchThrowableOfType(ViolationsException.class, () -> interrupted.apply(CHANGE));
        assertThat(refusal.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.code()).isEqualTo("orphan");
            assertThat(violation.samples().get(0).what()).contains("777");
        });
        assertThat(keys()).isEqualTo(List.of(List.of(false)));
        assertThatThrownBy(() -> intact.apply(CHANGE)).isInstanceOf(ViolationsException.class);
        execute("delete from tasks where id = 9001");
        assertThat(intact.apply(CHANGE).changedAnything()).isTrue();
        assertThat(keys()).isEqualTo(List.of(List.of(true)));
    }

    @Test
    void theValidationIsTriedAgainAfterADeadlock() throws Exception {
        var waiting = new AtomicReference<CompletableFuture<Void>>();
        var tried = new AtomicInteger();
        at("validate constraint", attempt -> {
                    tried.set(attempt);
                    if (attempt == 1) {
                        other("set deadlock_timeout = '1h'; begin; lock table tasks in share update exclusive mode");
                        waiting.set(Background.run(() -> other("select pg_advisory_xact_lock(1768846433, 25460)"))
                                .exceptionally(cancelled -> null));
                        until(() -> isWaitingForTheChange());
                    } else if (attempt == 2) {
                        cancelOther();
                        Objects.requireNonNull(waiting.get()).join();
                        other("rollback");
                    }
                })
                .apply(CHANGE);
        assertThat(tried).hasValue(2);
        assertThat(keys()).isEqualTo(List.of(List.of(true)));
    }

    private boolean isWaitingForTheChange() {
        return !rows("select from pg_locks where locktype = 'advisory' and not granted")
                .isEmpty();
    }

    private void cancelOther() {
        try {
            execute("select pg_cancel_backend(%d)"
                    .formatted(other.unwrap(PGConnection.class).getBackendPID()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- rows that point at nothing

    @Test
    void anOrphanWhoseParentComesWhileItIsLockedStays() {
        execute("insert into tasks values (9001, 777, 'orphan'), (9002, 778, 'orphan')");
        at("join \"pg_temp\".\"intact_orphans\"", 1, () -> execute("insert into projects values (777, 'late')"))
                .apply(DELETING);
        assertThat(rows("select id from tasks where id > 9000")).isEqualTo(List.of(List.of(9001L)));
        assertThat(rows("select id from intact_quarantine_tasks")).isEqualTo(List.of(List.of(9002L)));
    }

    @Test
    void anOrphanThatIsPointedElsewhereMeanwhileStaysAsItIsNow() {
        execute("insert into tasks values (9001, 777, 'orphan'), (9002, 778, 'orphan')");
        var interrupted = at("for update", attempt -> {
            if (attempt == 1) {
                other("begin; update tasks set project_id = 5, title = 'found' where id = 9001");
            } else if (attempt == 3) {
                other("commit");
            }
        });
        interrupted.apply(DELETING);
        assertThat(rows("select id, project_id, title from tasks where id > 9000"))
                .isEqualTo(List.of(List.of(9001L, 5L, "found")));
        assertThat(rows("select id from intact_quarantine_tasks")).isEqualTo(List.of(List.of(9002L)));
    }

    @Test
    void aRowThatComesToFollowAnOrphanBeforeItIsLockedIsKept() {
        execute("insert into tasks values (9001, 777, 'orphan')");
        var interrupted = at("for update", attempt -> {
            if (attempt == 1) {
                other("begin; insert into steps values (9, 9001)");
            } else if (attempt == 3) {
                other("commit");
            }
        });
        interrupted.apply(DELETING);
        assertThat(rows("select id, task_id from intact_quarantine_steps")).isEqualTo(List.of(List.of(9L, 9001L)));
        assertThat(rows("select id from steps order by id")).hasSize(2);
    }

    @Test
    void noRowCanComeToFollowAnOrphanOnceItIsLocked() {
        execute("insert into tasks values (9001, 777, 'orphan')");
        var tried = new AtomicInteger();
        at("join \"pg_temp\".\"intact_orphans\"", 1, () -> {
                    tried.incrementAndGet();
                    assertThatThrownBy(() ->
                                    database.execute("set lock_timeout = '50ms'; insert into steps values (9, 9001)"))
                            .hasMessageContaining("lock timeout");
                })
                .apply(DELETING);
        assertThat(tried).hasValue(1);
        assertThat(rows("select id from intact_quarantine_tasks")).isEqualTo(List.of(List.of(9001L)));
    }

    @Test
    void aRowThatComesToPointAtAnOrphanKeepsIt() {
        execute("alter table steps drop constraint steps_task_id_fkey, add foreign key (task_id) references tasks");
        execute("insert into tasks values (9001, 777, 'orphan')");
        var interrupted = at("for update", 1, () -> execute("insert into steps values (9, 9001)"));
        assertThat(catchThrowableOfType(ViolationsException.class, () -> interrupted.apply(DELETING))
                        .violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.code()).isEqualTo("referenced-row"));
        assertThat(rows("select id from tasks where id > 9000")).hasSize(1);
        assertThat(rows("select id from steps")).hasSize(3);
    }

    @Test
    void orphansGoInBatchesAndFollowersWithThem() {
        execute("insert into tasks select n, 777, 'orphan' from generate_series(9001, 9005) n");
        execute("insert into steps values (9, 9001), (10, 9005)");
        for (int size : List.of(1, 2)) {
            var report = intact.batchSize(size).apply(DELETING);
            assertThat(rows("select count(*), count(distinct intact_moved_at) from intact_quarantine_tasks"))
                    .isEqualTo(List.of(List.of(5L, size == 1 ? 5L : 3L)));
            assertThat(rows("select id from intact_quarantine_steps order by id"))
                    .isEqualTo(List.of(List.of(9L), List.of(10L)));
            takeBack(report);
            execute("""
                    insert into tasks select id, project_id, title from intact_quarantine_tasks;
                    insert into steps select id, task_id from intact_quarantine_steps;
                    drop table intact_quarantine_tasks, intact_quarantine_steps;
                    """);
        }
    }

    private void takeBack(Report report) {
        intact.apply(((Reverse.Reversible) report.reverse()).change());
    }

    @Test
    void referencesAreEmptiedInBatches() {
        execute("insert into tasks select n, 777, 'orphan' from generate_series(9001, 9003) n");
        intact.batchSize(2).apply(Change.of("x", KEY.onOrphans(setNull())));
        assertThat(rows("select id, project_id from tasks where id > 9000 order by id"))
                .isEqualTo(List.of(Arrays.asList(9001L, null), Arrays.asList(9002L, null), Arrays.asList(9003L, null)));
        assertThat(rows("select id, project_id from intact_quarantine_tasks order by id"))
                .isEqualTo(List.of(List.of(9001L, 777L), List.of(9002L, 777L), List.of(9003L, 777L)));
    }

    // ---- checks that wait for the end of the transaction

    @Test
    void checksThatArePutOffDoNotStopTheTableFromBeingAltered() {
        execute("""
                alter table steps drop constraint steps_task_id_fkey,
                  add foreign key (task_id) references tasks on delete cascade deferrable initially deferred;
                insert into tasks values (9001, 777, 'orphan');
                insert into steps values (9, 9001);
                """);
        var deferred = addForeignKey("tasks", "project_id")
                .references("projects", "id")
                .initiallyDeferred()
                .onOrphans(delete());
        intact.atomic().apply(Change.of("x", deferred));
        assertThat(rows("select id from intact_quarantine_steps")).isEqualTo(List.of(List.of(9L)));
        assertThat(rows("select condeferred, convalidated from pg_constraint where conname = 'fk_tasks_project_id'"))
                .isEqualTo(List.of(List.of(true, true)));
    }

    // ---- what is odd about the tables

    @Test
    void aKeyThatIsNotEnforcedIsNoKey() {
        Assumptions.assumeTrue(database.majorVersion() >= 18);
        execute("alter table tasks add constraint idle foreign key (project_id) references projects not enforced");
        for (var way : List.of(intact, intact.atomic())) {
            for (var key : List.of(KEY, KEY.onDelete(CASCADE).replacingExisting())) {
                var before = Snapshot.schema(database);
                assertThat(catchThrowableOfType(UnsupportedChangeException.class, () -> way.apply(Change.of("x", key)))
                                .wayOut())
                        .contains("dropForeignKey");
                assertThat(Snapshot.schema(database)).isEqualTo(before);
            }
        }
        var report = intact.apply(Change.of("drop", dropForeignKey("tasks", "project_id")));
        assertThat(report.reverse()).isInstanceOf(Reverse.Irreversible.class);
        assertThat(intact.apply(CHANGE).changedAnything()).isTrue();
    }

    @Test
    void rowsOfTablesThatInheritAreNamedAsNotHeldToIt() {
        execute("create table old_tasks () inherits (tasks); insert into old_tasks values (9001, 777, 'old')");
        execute("create table old_projects () inherits (projects); insert into old_projects values (778, 'old')");
        assertThat(intact.plan(CHANGE).warnings())
                .anyMatch(text -> text.contains("old_tasks"))
                .anyMatch(text -> text.contains("old_projects"));
        assertThat(intact.apply(CHANGE).changedAnything()).isTrue();
        assertThat(rows("select id from old_tasks")).hasSize(1);
        execute(
                "alter table tasks drop constraint fk_tasks_project_id; insert into tasks values (9002, 778, 'orphan')");
        assertThatThrownBy(() -> intact.apply(CHANGE)).isInstanceOf(ViolationsException.class);
    }

    @Test
    void theWayBackSaysThatTheCommentOfAReplacedKeyStaysAway() {
        intact.apply(CHANGE);
        execute("comment on constraint fk_tasks_project_id on tasks is 'of the old key'");
        var report = intact.apply(Change.of("x", KEY.onDelete(CASCADE).replacingExisting()));
        assertThat(((Reverse.Reversible) report.reverse()).notes()).anyMatch(note -> note.contains("of the old key"));
    }

    @Test
    void theColumnsThatAreSetToNullComeBackWithTheKey() {
        Assumptions.assumeTrue(database.majorVersion() >= 15);
        execute("alter table tasks add owner integer; create unique index ux on projects (id, name)");
        execute("alter table tasks add foreign key (project_id, title) references projects (id, name)"
                + " on delete set null (title) not valid");
        for (var way : List.of(intact, intact.atomic())) {
            var before = Snapshot.schema(database);
            var report = way.apply(Change.of("x", dropForeignKey("tasks", "project_id", "title")));
            way.apply(Change.parse(
                    ((Reverse.Reversible) report.reverse()).change().text()));
            assertThat(Snapshot.schema(database)).isEqualTo(before).anyMatch(line -> line.contains("SET NULL (title)"));
        }
    }

    @Test
    void aTableWhoseRowsAreHiddenFromItsOwnerIsRefused() {
        var role = "hidden_" + System.nanoTime();
        execute(
                "create role %1$s login; grant all on schema public to %1$s; alter table tasks owner to %1$s; alter table projects owner to %1$s"
                        .formatted(role));
        try {
            for (var table : List.of("tasks", "projects")) {
                execute("alter table %1$s enable row level security, force row level security".formatted(table));
                var before = Snapshot.schema(database);
                var owner = Intact.using(database.dataSourceAs(role));
                for (var way : List.of(owner, owner.atomic())) {
                    assertThatThrownBy(() -> way.apply(CHANGE)).isInstanceOf(NotPermittedException.class);
                    assertThatThrownBy(() -> way.apply(DELETING)).isInstanceOf(NotPermittedException.class);
                    assertThat(Snapshot.schema(database)).isEqualTo(before);
                }
                execute("alter table %1$s disable row level security, no force row level security".formatted(table));
            }
        } finally {
            execute("reassign owned by %1$s to postgres; drop owned by %1$s; drop role %1$s".formatted(role));
        }
    }

    @Test
    void aRoleThatMayNotAlterOrReferenceTheTablesIsRefused() {
        var role = "guest_" + System.nanoTime();
        execute(
                "create role %1$s login; grant all on schema public to %1$s; grant select on all tables in schema public to %1$s"
                        .formatted(role));
        try {
            for (var table : List.of("tasks", "projects")) {
                execute("alter table %s owner to %s".formatted(table, role));
                var before = Snapshot.schema(database);
                var guest = Intact.using(database.dataSourceAs(role));
                for (var way : List.of(guest, guest.atomic())) {
                    assertThatThrownBy(() -> way.apply(CHANGE)).isInstanceOf(NotPermittedException.class);
                    assertThat(Snapshot.schema(database)).isEqualTo(before);
                }
                execute("alter table %s owner to postgres; grant select on %s to %s".formatted(table, table, role));
            }
        } finally {
            execute("reassign owned by %1$s to postgres; drop owned by %1$s; drop role %1$s".formatted(role));
        }
    }

    /** However many there are, they are gone through together only when they seem to get no fewer. */
    @Test
    void movesManyOrphansInBatchesAndStopsWhereATriggerKeepsThem() {
        execute("""
                insert into tasks select n, 1000 + n, 'orphan' from generate_series(5001, 115000) n;
                create function stays() returns trigger language plpgsql as 'begin return null; end';
                create trigger stays before delete on tasks for each row execute function stays();
                """);
        var change = Change.of(
                "x",
                addForeignKey("tasks", "project_id")
                        .references("projects", "id")
                        .onOrphans(delete()));
        assertThatThrownBy(() -> intact.batchSize(100).apply(change))
                .isInstanceOf(NotVerifiedException.class)
                .hasMessageContaining("20 batches in a row have changed nothing")
                .hasMessageContaining("110000 are still as they were");
        execute("drop trigger stays on tasks");
        intact.batchSize(40_000).apply(change);
        assertThat(rows("select (select count(*) from tasks), (select count(*) from intact_quarantine_tasks)"))
                .hasToString("[[5000, 110000]]");
    }
}
