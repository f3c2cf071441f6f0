package dev.intact.conformance;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.dropForeignKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.Intact;
import dev.intact.Report;
import dev.intact.check.ViolationsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import dev.intact.operation.Reverse;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign keys from and to partitioned tables; where a key cannot be NOT VALID, each partition has its own for a while. */
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {14, 17, 18})
@Tag("exhaustive")
class PartitionedForeignKeyTest {
    private static final AddForeignKey KEY =
            addForeignKey("events", "task_id").references("tasks", "id").onDelete(CASCADE);

    private final Database database;
    private final Intact intact;

    PartitionedForeignKeyTest(int version) throws SQLException {
        database = TestDatabases.postgres(version).open();
        intact = Intact.using(database.dataSource());
        database.execute("""
                create table tasks (id integer primary key, title text);
                insert into tasks values (1, 'One'), (2, 'Two'), (11, 'Eleven');
                create table events (day integer not null, task_id integer) partition by range (day);
                create table events_1 partition of events for values from (0) to (10);
                create table events_2 partition of events for values from (10) to (30) partition by range (day);
                create table events_2a partition of events_2 for values from (10) to (20);
                create table events_2b (task_id integer, day integer not null);
                alter table events_2 attach partition events_2b for values from (20) to (30);
                insert into events values (1, 1), (11, 2), (21, null), (22, 1);
                """);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private List<Intact> ways() {
        return List.of(intact, intact.atomic());
    }

    private static Change change(AddForeignKey key) {
        return Change.of("x", key);
    }

    private void takeBack(Intact way, Report report) {
        way.apply(((Reverse.Reversible) report.reverse()).change());
    }

    private List<?> notValidated() throws SQLException {
        return database.rows("select conrelid::regclass::text, conname::text from pg_constraint"
                + " where contype = 'f' and not convalidated and confrelid = 'tasks'::regclass");
    }

    @Test
    void enforcesItOnEveryPartitionAndTakesItBack() throws SQLException {
        for (var way : ways()) {
            var before = Snapshot.of(database);
            var report = way.apply(change(KEY));
            for (int day : List.of(1, 11, 21)) {
                assertThatThrownBy(() -> database.execute("insert into events values (%d, 77)".formatted(day)))
                        .isInstanceOf(SQLException.class);
            }
            assertThat(notValidated()).isEmpty();
            assertThat(way.plan(change(KEY)).steps()).isEmpty();
            assertThat(way.apply(change(KEY)).changedAnything()).isFalse();
            takeBack(way, report);
            assertThat(Snapshot.of(database)).isEqualTo(before);
        }
    }

    @Test
    void neverLooksThroughRowsWithWritersWaiting() {
        var stages = intact.plan(change(KEY.withoutIndex())).stages();
        assertThat(stages.stream().filter(stage -> stage.transactional()))
                .allSatisfy(stage -> assertThat(stage.steps()).hasSize(1));
        assertThat(stages.stream().flatMap(stage -> stage.steps().stream()))
                .filteredOn(step -> step.sql().contains("validate"))
                .isNotEmpty()
                .allSatisfy(step ->
                        assertThat(step.locks()).noneMatch(lock -> lock.mode().blocksWriters()));
    }

    /** A row that came past the partition's key is not seen: nothing has looked at it again. */
    @Test
    void takesTheKeysOfPartitionsOverWithoutAnotherLookAtTheRows() throws SQLException {
        var slipping = intact.onProgress(progress -> {
            if (progress.step().sql().contains("\"events\" add constraint")
                    && !progress.step().sql().contains("not valid")) {
                execute("set session_replication_role = replica; insert into events values (2, 77), (12, 78)");
            }
        });
        slipping.apply(change(KEY));
        assertThat(notValidated()).isEmpty();
    }

    @Test
    void listsTheOrphansOfAllPartitionsAndFinishesOnceTheyAreMended() throws SQLException {
        for (var way : ways()) {
            database.execute("insert into events values (2, 77), (12, 77), (23, 78)");
            var before = Snapshot.of(database);
            var refusal = catchThrowableOfType(ViolationsException.class, () -> way.apply(change(KEY)));
            assertThat(refusal.violations()).singleElement().satisfies(violation -> {
                assertThat(violation.rows()).isEqualTo(3);
                assertThat(violation.groups()).isEqualTo(2);
            });
            assertThat(Snapshot.of(database)).isEqualTo(before);
            var report = way.apply(change(KEY.onOrphans(delete())));
            assertThat(database.rows("select day, task_id from intact_quarantine_events order by day"))
                    .isEqualTo(List.of(List.of(2L, 77L), List.of(12L, 77L), List.of(23L, 78L)));
            assertThat(database.rows("select count(*) from events")).isEqualTo(List.of(List.of(4L)));
            assertThat(notValidated()).isEmpty();
            takeBack(way, report);
            database.execute("drop table intact_quarantine_events");
        }
    }

    @Test
    void finishesWhatAnotherWayHasLeftHalfDone() throws SQLException {
        for (var way : ways()) {
            var before = Snapshot.schema(database);
            var interrupted = intact.onProgress(progress -> {
                if (progress.step().sql().contains("validate constraint")) {
                    throw new IllegalStateException("enough");
                }
            });
            assertThatThrownBy(() -> interrupted.apply(change(KEY))).hasMessageContaining("enough");
            assertThat(notValidated()).isNotEmpty();
            way.apply(change(KEY));
            assertThat(notValidated()).isEmpty();
            assertThat(way.plan(change(KEY)).steps()).isEmpty();
            way.apply(Change.of("back", dropForeignKey("events", "task_id")));
            database.execute("drop index ix_events_task_id");
            assertThat(Snapshot.schema(database)).isEqualTo(before);
        }
    }

    @Test
    void replacesAKeyThatActsOtherwise() throws SQLException {
        for (var way : ways()) {
            way.apply(change(addForeignKey("events", "task_id").references("tasks", "id")));
            var before = Snapshot.schema(database);
            var report = way.apply(change(KEY.replacingExisting()));
            assertThat(database.rows(
                            "select distinct confdeltype::text, convalidated from pg_constraint where contype = 'f'"))
                    .isEqualTo(List.of(List.of("c", true)));
            takeBack(way, report);
            assertThat(Snapshot.schema(database)).isEqualTo(before);
            way.apply(Change.of("back", dropForeignKey("events", "task_id")));
        }
    }

    @Test
    void aPartitionsPartStaysWithItsTable() {
        intact.apply(change(KEY));
        for (var way : ways()) {
            var before = Snapshot.of(database);
            assertThat(catchThrowableOfType(
                            UnsupportedChangeException.class,
                            () -> way.apply(Change.of("x", dropForeignKey("events_1", "task_id")))))
                    .hasMessageContaining("events");
            assertThatThrownBy(() -> way.apply(change(addForeignKey("events_2a", "task_id")
                            .references("tasks", "id")
                            .replacingExisting())))
                    .isInstanceOf(UnsupportedChangeException.class);
            assertThat(Snapshot.of(database)).isEqualTo(before);
        }
        assertThat(intact.plan(change(addForeignKey("events_1", "task_id")
                                .references("tasks", "id")
                                .onDelete(CASCADE)))
                        .steps())
                .isEmpty();
    }

    @Test
    void pointsAtAPartitionedTableFromBothKinds() throws SQLException {
        createPartitionedParent();
        for (var way : ways()) {
            for (var table : List.of("notes", "events")) {
                var before = Snapshot.of(database);
                var key = addForeignKey(table, "task_id")
                        .references("ptasks", "id")
                        .onDelete(CASCADE);
                var report = way.apply(change(key));
                assertThat(way.plan(change(key)).steps()).isEmpty();
                assertThatThrownBy(() -> database.execute("update %s set task_id = 77".formatted(table)))
                        .isInstanceOf(SQLException.class);
                takeBack(way, report);
                assertThat(Snapshot.of(database)).isEqualTo(before);
            }
        }
    }

    @Test
    void rowsThatFollowAPartitionsRowsAreKeptToo() throws SQLException {
        createPartitionedParent();
        database.execute("""
                alter table notes add foreign key (task_id) references ptasks on delete cascade;
                alter table ptasks_2 add project_id integer;
                """.replace(
                        "alter table ptasks_2 add project_id integer;", "alter table ptasks add project_id integer;"));
        database.execute("""
                create table projects (id integer primary key);
                update ptasks set project_id = 9 where id = 11;
                """);
        for (var way : ways()) {
            var report = way.apply(change(addForeignKey("ptasks_2a", "project_id")
                    .references("projects", "id")
                    .onOrphans(delete())));
            assertThat(database.rows("select id, task_id from intact_quarantine_notes"))
                    .isEqualTo(List.of(List.of(2L, 11L)));
            takeBack(way, report);
            database.execute("""
                    drop table intact_quarantine_notes, intact_quarantine_ptasks_2a;
                    insert into ptasks values (11, 9);
                    insert into notes values (2, 11);
                    """);
        }
    }

    @Test
    void rowsOfAPartitionWithAKeyOfItsOwnAreKeptToo() throws SQLException {
        database.execute("""
                alter table events_1 add foreign key (task_id) references tasks on delete cascade;
                create table projects (id integer primary key);
                alter table tasks add project_id integer;
                update tasks set project_id = 9 where id = 1;
                """);
        for (var way : ways()) {
            var report = way.apply(change(addForeignKey("tasks", "project_id")
                    .references("projects", "id")
                    .onOrphans(delete())));
            assertThat(database.rows("select day, task_id from intact_quarantine_events_1"))
                    .isEqualTo(List.of(List.of(1L, 1L)));
            takeBack(way, report);
            database.execute("""
                    drop table intact_quarantine_events_1, intact_quarantine_tasks;
                    insert into tasks values (1, 'One', 9);
                    insert into events values (1, 1);
                    """);
        }
    }

    private void createPartitionedParent() throws SQLException {
        database.execute("""
                create table ptasks (id integer primary key) partition by range (id);
                create table ptasks_1 partition of ptasks for values from (0) to (10);
                create table ptasks_2 partition of ptasks for values from (10) to (30) partition by range (id);
                create table ptasks_2a partition of ptasks_2 for values from (10) to (30);
                insert into ptasks values (1), (2), (11);
                create table notes (id integer primary key, task_id integer);
                insert into notes values (1, 1), (2, 11), (3, null);
                """);
    }

    private void execute(String sql) {
        try {
            database.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
