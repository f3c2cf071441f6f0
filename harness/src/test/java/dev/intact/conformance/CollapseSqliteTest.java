package dev.intact.conformance;

import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.collapse;
import static dev.intact.Operations.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.check.ViolationsException;
import dev.intact.error.PlanOutdatedException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.operation.Collapse;
import dev.intact.operation.Reverse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What collapsing meets on SQLite alone: how the pointer is declared, and what DROP COLUMN and DROP TABLE would do. */
class CollapseSqliteTest {
    private static final Collapse STATUS = collapse("status")
            .into("workflow")
            .joinedOn(column("status_id").to("id"))
            .moving("run", "note");
    /** A CHECK without a name is told by its text. */
    private static final Change CHANGE_ALONG = Change.of("x", STATUS.along("check (status_id > 0)"));

    private static final Change CHANGE = Change.of("x", STATUS);

    private final Database database = TestDatabases.sqlite().open();

    @AfterEach
    void close() {
        database.close();
    }

    private void create(String pointer, String options) throws SQLException {
        database.execute(
                "create table status (id integer primary key autoincrement, run integer not null default 1, note text)",
                "create table workflow (id integer primary key, name text, %s) %s".formatted(pointer, options),
                "insert into status values (11, 5, 'a'), (12, 6, null)",
                "insert into workflow (id, name, status_id) values (1, 'one', 11), (2, 'two', 12)");
    }

    private Intact intact(boolean editing) {
        return editing
                ? Intact.using(database.dataSource())
                : Intact.using(database.dataSource()).withoutSchemaEdit();
    }

    private void assertDone() throws SQLException {
        assertThat(database.rows("select * from workflow order by id"))
                .hasToString("[[1, one, 5, a], [2, two, 6, null]]");
        assertThat(database.rows("select name from sqlite_schema where name = 'status'"))
                .isEmpty();
        assertThat(database.rows("pragma integrity_check")).hasToString("[[ok]]");
        assertThat(database.rows("pragma foreign_key_check")).isEmpty();
    }

    // ---- which rows belong together

    private static final Change CAR = Change.of(
            "x",
            collapse("engine")
                    .into("car")
                    .joinedOn(column("engine_id").to("id"))
                    .moving("power"));

    private void createCars(String key, String pointer) throws SQLException {
        database.execute(
                "create table engine (power integer, %s)".formatted(key),
                "create table car (id integer primary key, engine_id %s unique)".formatted(pointer));
    }

    /** A row of the one could belong to two of the other, of which one would go unseen. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id text collate nocase, primary key (id collate binary) | text collate nocase",
                "id text collate nocase primary key | text",
                "id text primary key | text collate nocase",
                "id text primary key | integer",
                "id integer primary key | text"
            })
    void refusesAPointerThatIsNotComparedAsTheKeyIs(String key, String pointer) throws SQLException {
        createCars(key, pointer);
        database.execute("insert into engine (id, power) values (1, 100)", "insert into car values (1, 1)");
        var before = Snapshot.of(database);
        assertThatThrownBy(() -> intact(true).apply(CAR)).isInstanceOf(UnsupportedChangeException.class);
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void takesAPointerThatIsComparedAsTheKeyIsWhateverTheCase() throws SQLException {
        createCars("id text collate nocase primary key", "varchar(9) collate nocase");
        database.execute(
                "insert into engine values (100, 'a'), (200, 'b')", "insert into car values (1, 'A'), (2, 'b')");
        assertThatThrownBy(() -> intact(true).apply(CAR)).hasMessageContaining("engine_id of main.car is unique");
        intact(true)
                .apply(Change.of(
                        "the pointer is one", addForeignKey("car", "engine_id").references("engine", "id")));
        intact(true).apply(CAR);
        assertThat(database.rows("select * from car order by id")).hasToString("[[1, 100], [2, 200]]");
    }

    // ---- the table that goes

    @ParameterizedTest
    @ValueSource(strings = {"main", "temp"})
    void aTriggerThatCameSinceThePlanDoesNotGoUnseen(String schema) throws SQLException {
        create("status_id integer not null references status (id)", "");
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            var intact = Intact.usingIdle(connection);
            var plan = intact.plan(CHANGE);
            statement.execute("create trigger %s.late after insert on status begin select 1; end".formatted(schema));
            assertThatThrownBy(() -> intact.apply(plan))
                    .isInstanceOf(PlanOutdatedException.class)
                    .hasMessageContaining(schema + ".late");
            assertThat(database.rows("select count(*) from status")).hasToString("[[2]]");
            statement.execute("drop trigger %s.late".formatted(schema));
            intact.apply(plan);
        }
        assertDone();
    }

    // ---- the pointer

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status_id integer not null references status (id)",
                "status_id integer references status",
                "status_id integer constraint fk references status (id) on delete cascade",
                "status_id integer, foreign key (status_id) references status (id)",
                "status_id integer, constraint fk foreign key (status_id) references status (id) on delete set null",
                "status_id integer, constraint \"f k\" foreign key (\"status_id\") references [status] (`id`) deferrable initially deferred",
                "status_id integer unique references status (id)",
                "status_id integer constraint uq unique, foreign key (status_id) references status (id)",
                "status_id integer references status (id), unique (status_id)",
                "status_id integer references status (id), constraint uq unique (status_id)",
                "status_id integer references status (id) check (status_id > 0)",
                "status_id integer"
            })
    void goesHoweverItIsDeclared(String pointer) throws SQLException {
        for (var editing : List.of(true, false)) {
            create(pointer, "");
            database.execute("create table job (w integer not null references workflow (id) on delete cascade)");
            database.execute("insert into job values (1), (1), (2)");
            var schema = Snapshot.schema(database);
            var change = pointer.contains("check") ? CHANGE_ALONG : CHANGE;
            assertThat(intact(true).plan(change).rebuilds()).isFalse();
            var report = intact(editing).apply(change);
            assertDone();
            assertThat(database.rows("select count(*) from job")).hasToString("[[3]]");
            assertThat(intact(editing).plan(change).steps()).isEmpty();
            if (report.reverse() instanceof Reverse.Reversible back) {
                intact(editing).apply(back.change());
                assertThat(database.rows(
                                "select w.id, run, note from workflow w join status s on s.id = status_id order by 1"))
                        .hasToString("[[1, 5, a], [2, 6, null]]");
                assertThat(Snapshot.schema(database)).hasSameSizeAs(schema);
                if (!pointer.equals("status_id integer")) {
                    assertThatThrownBy(() -> database.execute("update workflow set status_id = -1 where id = 1"))
                            .isInstanceOf(SQLException.class);
                }
                intact(editing).apply(Change.of("x", STATUS.along("ck_workflow_status_id")));
                assertDone();
            }
            database.execute("drop table job", "drop table workflow");
        }
    }

    @Test
    void isDroppedWithoutARebuildWhereNothingForbidsIt() throws SQLException {
        create("status_id integer, constraint fk foreign key (status_id) references status (id)", "");
        assertThat(Intact.using(database.dataSource()).plan(CHANGE).rebuilds()).isFalse();
        database.execute("drop table workflow", "drop table status");
        for (boolean editing : List.of(true, false)) {
            create("status_id integer unique references status (id)", "");
            var plan = intact(editing).plan(CHANGE);
            assertThat(plan.rebuilds()).isEqualTo(!editing);
            assertThat(intact(editing).apply(plan).executed()).isEqualTo(plan.steps());
            assertDone();
            database.execute("drop table workflow");
        }
    }

    // ---- the tables

    @ParameterizedTest
    @ValueSource(strings = {"strict", "without rowid", "strict, without rowid"})
    void keepsTheOptionsOfTheTable(String options) throws SQLException {
        create("status_id integer references status (id)", options);
        Intact.using(database.dataSource()).apply(CHANGE);
        assertDone();
        assertThat(database.rows("select sql from sqlite_schema where name = 'workflow'"))
                .asString()
                .containsIgnoringCase(options.startsWith("strict") ? "strict" : "without rowid");
        if (options.contains("strict")) {
            assertThatThrownBy(() -> database.execute("update workflow set run = 'x'"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "without rowid", "strict, without rowid"})
    void bringsTheOptionsOfTheSourceBack(String options) throws SQLException {
        database.execute(
                "create table status (id integer primary key, run integer not null, note text) " + options,
                "create table workflow (id integer primary key autoincrement, name text, status_id integer references status (id))",
                "insert into status values (11, 5, 'a'), (12, 6, null)",
                "insert into workflow values (1, 'one', 11), (2, 'two', 12), (50, 'gone', null)",
                "delete from workflow where id = 50");
        var schema = Snapshot.schema(database);
        var report = Intact.using(database.dataSource()).apply(CHANGE);
        assertDone();
        Intact.using(database.dataSource()).apply(((Reverse.Reversible) report.reverse()).change());
        assertThat(Snapshot.schema(database)).hasSameSizeAs(schema);
        assertThat(database.rows("select \"wr\", \"strict\" from pragma_table_list where name = 'status'"))
                .isEqualTo(
                        List.of(List.of(options.contains("without") ? 1L : 0L, options.contains("strict") ? 1L : 0L)));
        database.execute("insert into workflow (name) values ('new')");
        assertThat(database.rows("select id from workflow where name = 'new'")).hasToString("[[51]]");
    }

    @Test
    void numbersOnWhereTheTargetCountsUp() throws SQLException {
        database.execute(
                "create table status (id integer primary key, run integer not null, note text)",
                "create table workflow (id integer primary key autoincrement, name text, status_id integer unique references status (id))",
                "insert into status values (11, 5, 'a'), (12, 6, null)",
                "insert into workflow values (1, 'one', 11), (2, 'two', 12), (50, 'gone', null)",
                "delete from workflow where id = 50");
        Intact.using(database.dataSource()).apply(CHANGE);
        assertDone();
        database.execute("insert into workflow (name, run) values ('new', 1)");
        assertThat(database.rows("select id from workflow where name = 'new'")).hasToString("[[51]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status_id integer, foreign key (status_id) references status (id)",
                "status_id integer unique references status (id) on delete cascade"
            })
    void keepsEveryRowOfTheManyTablesThatWouldFollow(String pointer) throws SQLException {
        for (var enforced : List.of(true, false)) {
            for (var editing : List.of(true, false)) {
                create(pointer, "");
                for (int i = 0; i < 17; i++) {
                    database.execute(
                            "create table child%d (id integer primary key, w integer not null references workflow (id) on delete cascade)"
                                    .formatted(i),
                            "insert into child%d values (1, 1), (2, 1), (3, 2)".formatted(i));
                }
                try (var connection = database.connect()) {
                    run(connection, "pragma foreign_keys = " + (enforced ? "on" : "off"));
                    var intact = Intact.using(new OneConnection(connection));
                    (editing ? intact : intact.withoutSchemaEdit()).apply(CHANGE);
                    assertThat(enforces(connection)).isEqualTo(enforced);
                }
                assertDone();
                for (int i = 0; i < 17; i++) {
                    assertThat(database.rows("select count(*) from child" + i)).hasToString("[[3]]");
                }
                database.execute("delete from workflow where id = 1");
                for (int i = 0; i < 17; i++) {
                    assertThat(database.rows("select * from child" + i)).hasToString("[[3, 2]]");
                    database.execute("drop table child" + i);
                }
                database.execute("drop table workflow");
            }
        }
    }

    // ---- the connection

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesForeignKeysAsTheyWereWhenItIsRefusedToo(boolean enforced) throws SQLException {
        create("status_id integer unique references status (id)", "");
        database.execute("insert into status values (99, 1, 'nobody''s')");
        var before = Snapshot.of(database);
        try (var connection = database.connect()) {
            run(connection, "pragma foreign_keys = " + (enforced ? "on" : "off"));
            assertThatThrownBy(() -> Intact.using(new OneConnection(connection)).apply(CHANGE))
                    .isInstanceOf(ViolationsException.class);
            assertThat(enforces(connection)).isEqualTo(enforced);
        }
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    /** As the seed's orphans came to be. */
    @Test
    void findsWhatWasDeletedWithoutForeignKeys() throws SQLException {
        create("status_id integer references status (id)", "");
        try (var connection = database.connect()) {
            run(connection, "pragma foreign_keys = off");
            run(connection, "delete from status where id = 12");
        }
        assertThatThrownBy(() -> Intact.using(database.dataSource()).apply(CHANGE))
                .isInstanceOfSatisfying(
                        ViolationsException.class,
                        refusal -> assertThat(refusal.violations())
                                .singleElement()
                                .satisfies(violation ->
                                        assertThat(violation.code()).isEqualTo("missing-row")));
    }

    /** SQLite gives a value the type that it was inserted with, whatever the column's. */
    @Test
    void copiesEachValueToTheLastByte() throws SQLException {
        create("status_id integer references status (id)", "");
        database.execute(
                "update status set note = x'00ff' where id = 11",
                "update status set run = 1.5 where id = 11",
                "update status set run = 'text' where id = 12");
        Intact.using(database.dataSource()).apply(CHANGE);
        assertThat(database.rows("select id, run, typeof(run), hex(note), typeof(note) from workflow order by id"))
                .hasToString("[[1, 1.5, real, 00FF, blob], [2, text, text, , null]]");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean enforces(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("pragma foreign_keys")) {
            return result.getBoolean(1);
        }
    }
}
