package dev.intact.conformance;

import static dev.intact.Operations.collapse;
import static dev.intact.Operations.column;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.check.Violation;
import dev.intact.check.ViolationsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.operation.Collapse;
import dev.intact.operation.Reconcile;
import dev.intact.plan.Plan;
import dev.intact.plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where SQLite lets the stored schema be edited, a collapse writes each row once, beside the old ones, and the indexes stay:
 * whatever the table is like, the same is left as by ALTER TABLE and UPDATE.
 */
class CollapseAnewTest {
    private static final String STATUS =
            "create table status (id integer primary key, run integer not null default 1, note text not null, job integer)";
    private static final Collapse COLLAPSE = collapse("status")
            .into("workflow")
            .joinedOn(column("status_id").to("id"))
            .pointingBack(column("job").to("number"))
            .moving("run", "note");
    private static final Change CHANGE = Change.of("x", COLLAPSE);

    private static Database database(String... statements) throws SQLException {
        var database = TestDatabases.sqlite().open();
        database.execute(STATUS);
        database.execute(statements);
        return database;
    }

    private static Intact intact(Database database, boolean editing) {
        var intact = Intact.using(database.dataSource());
        return editing ? intact : intact.withoutSchemaEdit();
    }

    private static boolean writesAnew(Plan plan) {
        return plan.steps().stream().map(Step::purpose).anyMatch("put the new rows in the place of the old"::equals);
    }

    private static void assertSound(Database database) throws SQLException {
        assertThat(database.rows("pragma integrity_check")).hasToString("[[ok]]");
        assertThat(database.rows("select * from pragma_foreign_key_check where \"table\" <> 'lost'"))
                .isEmpty();
        assertThat(database.rows("select name from sqlite_schema where name like 'new %' or name like 'old %'"))
                .isEmpty();
    }

    // ---- tables of every kind

    /** Two rows with what a table has besides, and a gap where a row was; then what else is done to it. */
    private static String[] workflows(String columns, @Nullable String options, @Nullable String more) {
        return new String[] {
            "create table workflow (number integer, name text, %s) %s"
                    .formatted(columns, options == null ? "" : options),
            "insert into status values (11, 5, 'a', 1), (12, 6, 'b', 2)",
            "insert into workflow (number, name, status_id) values (1, 'one', 11), (5, 'gone', null), (2, 'Two', 12)",
            "delete from workflow where name = 'gone'",
            more == null ? "" : more
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status_id integer references status, primary key (number)||",
                "status_id integer references status, primary key (number autoincrement)||",
                "status_id integer references status, primary key (number)|strict|",
                "status_id integer, primary key (number), foreign key (status_id) references status (id)||",
                "status_id integer unique references status, unique (number), primary key (name desc)||",
                "status_id integer references status, unique (number)||create index a on workflow (name desc);create unique index b on workflow (lower(name));create index c on workflow (name collate nocase) where number > 1",
                "status_id integer references status, unique (number) on conflict ignore, check (number > 0), constraint \"a b\" check (length(name) > 0)||",
                "status_id integer references status, \"rowid\" text default ('x'), unique (number)||",
                "status_id integer references status, twice int as (number * 2), half text as (upper(name)) stored, unique (number), unique (half)||create index a on workflow (twice)",
                "status_id integer references status, unique (number)||alter table workflow add \"later on\" text default 'late';create index a on workflow (\"later on\", name)",
                "status_id integer references status, real_one real default 1, any_one default 2.50, unique (number)||update workflow set any_one = '2.50' where number = 1",
                "status_id integer references status, unique (number)||create table child (w references workflow (number) on delete cascade);insert into child values (1), (2)",
                "status_id integer references status, unique (number)||create view those as select number, name from workflow;create trigger watching after insert on workflow begin select new.number; end",
                "status_id integer references status, unique (number)||create index a on workflow (status_id);create index b on workflow (name);analyze",
                "status_id integer references status, unique (number), check (workflow.number > 0), check (\"workflow\".name <> '')||",
                "status_id integer references status, unique (number)||pragma foreign_keys = off;create table lost (w references \"new workflow\" (number) on delete cascade, v references \"old workflow\" (number));insert into lost values (1, 1);pragma foreign_keys = on"
            })
    void leavesWhatAlterTableLeaves(String columns, @Nullable String options, @Nullable String more)
            throws SQLException {
        var statements = workflows(columns, options, more);
        try (var anew = database(statements);
                var altered = database(statements)) {
            assertThat(writesAnew(intact(anew, true).plan(CHANGE))).isTrue();
            assertThat(writesAnew(intact(altered, false).plan(CHANGE))).isFalse();
            intact(anew, true).apply(CHANGE);
            intact(altered, false).apply(CHANGE);
            assertThat(Snapshot.schema(anew)).isEqualTo(Snapshot.schema(altered));
            assertThat(Snapshot.rows(anew)).isEqualTo(Snapshot.rows(altered));
            var numbered = columns.contains("rowid") ? "_rowid_" : "rowid";
            assertThat(anew.rows("select %s, * from workflow order by 1".formatted(numbered)))
                    .hasSize(2)
                    .isEqualTo(altered.rows("select %s, * from workflow order by 1".formatted(numbered)));
            assertSound(anew);
            assertThat(intact(anew, true).plan(CHANGE).steps()).isEmpty();
            anew.execute("insert into workflow (number, name, note) values (7, 'new', 'c')");
            assertSound(anew);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "incremental"})
    void survivesThatTheFileGivesItsPagesBack(String vacuum) throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute("pragma auto_vacuum = " + vacuum, "vacuum", STATUS);
            database.execute(workflows("status_id integer, unique (number)", "", "create index a on workflow (name)"));
            database.execute("""
                    with recursive n (i) as (select 100 union all select i + 1 from n where i < 3000)
                    insert into status select i, i, 'note', i from n""", """
                    insert into workflow (number, name, status_id) select job, 'x' || job, id from status where id >= 100""");
            intact(database, true).apply(CHANGE);
            assertSound(database);
            assertThat(database.rows("select count(*), sum(run) from workflow"))
                    .hasToString("[[2903, %d]]".formatted(11 + (100L + 3000) * 2901 / 2));
        }
    }

    // ---- tables whose rows are written where they are

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status_id integer references status, primary key (number)|without rowid|",
                "status_id integer references status, rowid int, oid int, _rowid_ int, unique (number)||",
                "status_id integer references status, unique (number)||create trigger t after update on workflow begin select 1; end"
            })
    void isWrittenInPlaceWhereARowCannotBeToldOrATriggerFires(
            String columns, @Nullable String options, @Nullable String more) throws SQLException {
        try (var database = database(workflows(columns, options, more))) {
            assertThat(writesAnew(intact(database, true).plan(CHANGE))).isFalse();
            intact(database, true).apply(CHANGE);
            assertThat(database.rows("select number, name, run, note from workflow order by 1"))
                    .hasToString("[[1, one, 5, a], [2, Two, 6, b]]");
            assertSound(database);
        }
    }

    @Test
    void isWrittenInPlaceWhereAValueMayBecomeAnother() throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute(
                    "create table status (id integer primary key, run any) strict",
                    "create table workflow (number integer primary key, status_id integer references status)",
                    "insert into status values (11, '007')",
                    "insert into workflow values (1, 11)");
            var change = Change.of("x", collapse("status").into("workflow").moving("run"));
            assertThat(writesAnew(intact(database, true).plan(change))).isFalse();
            assertThatThrownBy(() -> intact(database, true).apply(change))
                    .isInstanceOf(ViolationsException.class)
                    .hasMessageContaining("[uncopied-row]");
        }
    }

    /** As an UPDATE of other columns lets them be. */
    @Test
    void letsRowsBeThatACheckOfTheirOwnWouldNotTake() throws SQLException {
        try (var database = database(
                workflows(
                        "status_id integer, unique (number), check (length(name) < 9)",
                        "",
                        "pragma ignore_check_constraints = on; update workflow set name = 'longer than that' where number = 1"))) {
            intact(database, true).apply(CHANGE);
            assertThat(database.rows("select number, name, note from workflow order by 1"))
                    .hasToString("[[1, longer than that, a], [2, Two, b]]");
            assertThatThrownBy(() -> database.execute("insert into workflow (name, note) values ('longer still', '')"))
                    .isInstanceOf(SQLException.class);
        }
    }

    /** An index of our own was built, and gone with the table that was made anew for a default. */
    @Test
    void isWrittenInPlaceWithAColumnForWhichTheTableIsMadeAnew() throws SQLException {
        for (boolean editing : List.of(true, false)) {
            try (var database = TestDatabases.sqlite().open()) {
                database.execute(
                        "create table status (id integer primary key, run integer default (1 + 2), at text default current_timestamp)",
                        "create table workflow (number integer primary key, status_id integer references status) without rowid",
                        "insert into status values (11, 5, 'then')",
                        "insert into workflow values (1, 11)");
                intact(database, editing)
                        .apply(Change.of(
                                "x", collapse("status").into("workflow").moving("run", "at")));
                assertThat(database.rows("select * from workflow")).hasToString("[[1, 5, then]]");
            }
        }
    }

    /** A column that both have: an index over it leads by what it held. */
    @ParameterizedTest
    @CsvSource({
        "create table other (x), true",
        "create index a on workflow (both), false",
        "create index a on workflow (number) where both > 0, false",
        "create unique index a on workflow (both), false",
        "alter table workflow add check (both > 0), false",
        "alter table workflow add more int as (both + 1), false"
    })
    void overwritesAColumnAnewUnlessSomethingIsOverIt(String more, boolean anew) throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute(
                    "create table status (id integer primary key, run integer not null, both int)",
                    "create table workflow (number integer primary key, both int, status_id integer references status)",
                    "insert into status values (11, 5, 10), (12, 6, 20)",
                    "insert into workflow values (1, 1, 11), (2, 2, 12)",
                    more);
            var change = Change.of(
                    "x",
                    collapse("status")
                            .into("workflow")
                            .moving("run")
                            .reconciling("both", Reconcile.by("source.both + target.both")));
            assertThat(writesAnew(intact(database, true).plan(change))).isEqualTo(anew);
            intact(database, true).apply(change);
            assertThat(database.rows("select number, both, run from workflow order by 1"))
                    .hasToString("[[1, 11, 5], [2, 22, 6]]");
            assertSound(database);
        }
    }

    /** Whose columns an expression means depends on the query that it stands in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "both",
                "run",
                "source.both + target.both",
                "max(both)",
                "count(*) + number",
                "row_number() over (order by target.number)",
                "(select max(both) from status) - both"
            })
    void anExpressionMeansTheSameEitherWay(String expression) throws SQLException {
        var values = new ArrayList<Object>();
        for (boolean editing : List.of(true, false)) {
            try (var database = TestDatabases.sqlite().open()) {
                database.execute(
                        "create table status (id integer primary key, run integer not null, both int)",
                        "create table workflow (number integer primary key, both int, status_id integer references status)",
                        "insert into status values (11, 5, 10), (12, 6, 20)",
                        "insert into workflow values (1, 1, 11), (2, 2, 12)");
                var change = Change.of(
                        "x",
                        collapse("status")
                                .into("workflow")
                                .moving("run")
                                .reconciling("both", Reconcile.by(expression)));
                assertThat(writesAnew(intact(database, editing).plan(change))).isEqualTo(editing);
                intact(database, editing).apply(change);
                values.add(database.rows("select * from workflow order by 1"));
            }
        }
        assertThat(values.get(0)).isEqualTo(values.get(1));
    }

    @Test
    void takesMoreColumnsThanAnExpressionIsDeep() throws SQLException {
        var columns = IntStream.range(0, 1010).mapToObj(i -> "c" + i + " int").collect(Collectors.joining(", "));
        for (boolean editing : List.of(true, false)) {
            try (var database = database(
                    "create table workflow (number integer primary key, status_id integer unique references status, %s)"
                            .formatted(columns),
                    "insert into status values (11, 5, 'a', 1)",
                    "insert into workflow (number, status_id, c1009) values (1, 11, 7)")) {
                intact(database, editing).apply(CHANGE);
                assertThat(database.rows("select number, c1009, run, note from workflow"))
                        .hasToString("[[1, 7, 5, a]]");
            }
        }
    }

    @Test
    void takesNoNameThatAnOperationBeforeGives() throws SQLException {
        try (var database = database(workflows("status_id integer, unique (number)", "", ""))) {
            intact(database, true)
                    .apply(Change.of(
                            "x",
                            createIndex("workflow", "name").named("new workflow"),
                            createIndex("workflow", "number").named("old workflow"),
                            COLLAPSE));
            assertThat(database.rows("select name from workflow order by number"))
                    .hasToString("[[one], [Two]]");
            assertThat(database.rows("pragma integrity_check")).hasToString("[[ok]]");
        }
    }

    /** Only where a column goes is it for SQLite to see whether anything names it. */
    @Test
    void leavesViewsAloneThatCannotBeReadWhereNoColumnGoes() throws SQLException {
        try (var database = database(workflows(
                "status_id integer, unique (number)",
                "",
                "create view ambiguous as select number from workflow a, workflow b"))) {
            intact(database, true).apply(Change.of("x", COLLAPSE.keeping("status_id")));
            assertThat(database.rows("select status_id, note from workflow order by number"))
                    .hasToString("[[11, a], [12, b]]");
        }
    }

    // ---- rows

    @Test
    void givesARowThatHasNoOtherHalfItsDefaults() throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute(
                    "create table status (id integer primary key, run integer not null default 9, note text)",
                    "create table workflow (number integer primary key, status_id integer)",
                    "insert into status values (11, 5, null)",
                    "insert into workflow values (1, 11), (2, null), (3, 77)");
            var change = Change.of(
                    "x",
                    collapse("status")
                            .into("workflow")
                            .joinedOn(column("status_id").to("id"))
                            .moving("run", "note")
                            .fillingMissingWith(defaults()));
            assertThat(writesAnew(intact(database, true).plan(change))).isTrue();
            intact(database, true).apply(change);
            assertThat(database.rows("select * from workflow order by 1"))
                    .hasToString("[[1, 5, null], [2, 9, null], [3, 9, null]]");
        }
    }

    /** Pointers back that are there for each row tell that no two share one; where one is missing, the rows do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(11, 5, 'a', 1), (12, 6, 'b', 2)|(1, 11), (2, 12)|",
                "(11, 5, 'a', null), (12, 6, 'b', null)|(1, 11), (2, 12)|",
                "(11, 5, 'a', 1), (12, 6, 'b', null)|(1, 11), (2, 11)|shared-row, unclaimed-row, astray-pointer",
                "(11, 5, 'a', null), (12, 6, 'b', 1)|(1, 11), (2, 11)|shared-row, unclaimed-row",
                "(11, 5, 'a', 1), (12, 6, 'b', 2)|(1, 11), (2, 11)|shared-row, unclaimed-row, astray-pointer",
                "(11, 5, 'a', 2), (12, 6, 'b', 1)|(1, 11), (2, 12)|astray-pointer",
                "(11, 5, 'a', 1), (12, 6, 'b', 2), (13, 7, 'c', 3)|(1, 11), (2, 12)|unclaimed-row",
                "(11, 5, 'a', 1)|(1, 11), (2, 12)|missing-row",
                "(11, 5, 'a', 1)|(1, 11), (2, null)|missing-row"
            })
    void listsWhatIsNotOneToOneAndLeavesAllAsItWas(String statuses, String workflows, @Nullable String expected)
            throws SQLException {
        try (var database = database(
                "create table workflow (number integer primary key, status_id integer)",
                "insert into status values " + statuses,
                "insert into workflow values " + workflows)) {
            var before = Snapshot.of(database);
            if (expected == null) {
                intact(database, true).apply(CHANGE);
                assertThat(database.rows("select * from workflow order by 1")).hasToString("[[1, 5, a], [2, 6, b]]");
                return;
            }
            assertThat(intact(database, true).plan(CHANGE).violations())
                    .extracting(Violation::code)
                    .containsExactlyInAnyOrder(expected.split(", "));
            assertThatThrownBy(() -> intact(database, true).apply(CHANGE))
                    .isInstanceOfSatisfying(
                            ViolationsException.class,
                            refusal -> assertThat(refusal.violations())
                                    .extracting(Violation::code)
                                    .containsExactlyInAnyOrder(expected.split(", ")));
            assertThat(Snapshot.of(database)).isEqualTo(before);
        }
    }

    /** Whatever became of the new rows, the proof behind their INSERT comes back empty only where nothing did. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1|true",
                "update \"new workflow\" set name = upper(name) where number = 1|false",
                "update \"new workflow\" set name = null where number = 2|false",
                "update \"new workflow\" set name = 'Two ' where number = 2|false",
                "update \"new workflow\" set run = run + 1 where number = 2|false",
                "update \"new workflow\" set note = x'61' where number = 1|false",
                "update \"new workflow\" set _rowid_ = 9 where number = 2|false",
                "delete from \"new workflow\" where number = 2|false",
                "insert into \"new workflow\" (number, note) values (3, 'c')|false",
                "update status set job = 2 where id = 11|false",
                "insert into status values (13, 7, 'c', null)|false"
            })
    void provesThatEachRowIsThere(String tampering, boolean proved) throws SQLException {
        try (var database = database(workflows("status_id integer, unique (number)", "", ""));
                var connection = database.connect()) {
            var steps = intact(database, true).plan(CHANGE).steps();
            connection.setAutoCommit(false);
            for (var step : steps) {
                var found = rows(connection, step.sql());
                if (step.sql().startsWith("insert or abort into")) {
                    rows(connection, tampering);
                } else if (step.purpose().startsWith("every row is there")) {
                    assertThat(found.isEmpty()).isEqualTo(proved);
                    return;
                }
            }
            throw new AssertionError("no such proof: " + steps);
        }
    }

    /** What a query takes for equal may be several rows to the target's key: two that share a half are no less two. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "number text primary key|integer|'1', '01'|1",
                "number primary key|real|'1', 1|1",
                "number text primary key|any|'1', '01'|1",
                "number text collate nocase, primary key (number collate binary)|text|'a', 'A'|'a'",
                "number text collate nocase, primary key (number collate binary)|text collate nocase|'a', 'A'|'A'"
            })
    void isNotOneToOneWherePointersBackAreEqualToTwoKeys(String key, String pointer, String keys, String back)
            throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute(
                    "create table status (id integer primary key, run integer, note text, job %s)".formatted(pointer),
                    "create table workflow (status_id integer, %s)".formatted(key),
                    "insert into status values (11, 1, 'first', %1$s), (12, 2, 'second', %1$s)".formatted(back));
            database.execute("insert into workflow (number, status_id) values (%s, 11), (%s, 11)"
                    .formatted((Object[]) keys.split(", ", 2)));
            var before = Snapshot.of(database);
            assertThatThrownBy(() -> intact(database, true).apply(CHANGE))
                    .isInstanceOf(ViolationsException.class)
                    .hasMessageContaining("[shared-row]");
            assertThat(Snapshot.of(database)).isEqualTo(before);
        }
    }

    @Test
    void saysWhichColumnsJoinWhereAForeignKeyIsToNone() throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute(
                    "create table workflow (number integer, status_id integer)",
                    "create table status (id integer primary key, run integer, job integer references workflow)");
            assertThatThrownBy(() -> intact(database, true)
                            .plan(Change.of(
                                    "x", collapse("status").into("workflow").moving("run"))))
                    .isInstanceOf(UnsupportedChangeException.class)
                    .hasMessageContaining("no foreign key joins the two");
        }
    }

    /** A key that is no primary key has NULLs, which are nobody's other half. */
    @Test
    void aRowThatNobodyCanPointAtIsNobodys() throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute(
                    "create table status (id integer unique, run integer)",
                    "create table workflow (number integer primary key, status_id integer references status (id))",
                    "insert into status values (null, 5)");
            assertThatThrownBy(() -> intact(database, true)
                            .apply(Change.of(
                                    "x", collapse("status").into("workflow").moving("run"))))
                    .isInstanceOf(ViolationsException.class);
        }
    }

    // ---- connections

    /** As after any edit of the stored schema: what a connection knows of it must not outlive the rollback. */
    @ParameterizedTest
    @CsvSource({"delete", "wal"})
    void aCallersRollbackDoesNotCorruptTheFile(String journal) throws SQLException {
        try (var database = TestDatabases.sqliteFile().open()) {
            database.execute("pragma journal_mode = " + journal, STATUS);
            database.execute(workflows("status_id integer, unique (number)", "", "create index a on workflow (name)"));
            var before = Snapshot.of(database);
            try (var connection = database.connect()) {
                connection.setAutoCommit(false);
                Intact.using(connection).apply(CHANGE);
                assertThat(rows(connection, "select note from workflow order by number"))
                        .containsExactly("a", "b");
                connection.rollback();
                connection.setAutoCommit(true);
                assertThat(Snapshot.of(database)).isEqualTo(before);
                database.execute("create index b on workflow (name, number)");
                rows(connection, "insert into workflow (number, name, status_id) values (3, 'x', 13)");
            }
            assertThat(database.rows("pragma integrity_check")).hasToString("[[ok]]");
            assertThat(database.rows("select name from workflow indexed by b order by name"))
                    .hasToString("[[Two], [one], [x]]");
        }
    }

    @Test
    void aStatementThatWasPreparedBeforeReadsTheNewRows() throws SQLException {
        try (var database = TestDatabases.sqliteFile().open()) {
            database.execute(STATUS);
            database.execute(workflows("status_id integer, unique (number)", "", "create index a on workflow (name)"));
            try (var connection = database.connect();
                    var statement = connection.prepareStatement("select number from workflow where name = ?");
                    var write = connection.prepareStatement("update workflow set name = 'other' where number = ?")) {
                statement.setString(1, "Two");
                assertThat(statement.executeQuery().getInt(1)).isEqualTo(2);
                intact(database, true).apply(CHANGE);
                assertThat(statement.executeQuery().getInt(1)).isEqualTo(2);
                write.setInt(1, 2);
                assertThat(write.executeUpdate()).isEqualTo(1);
            }
            assertThat(database.rows("select number, name, run, note from workflow order by 1"))
                    .hasToString("[[1, one, 5, a], [2, other, 6, b]]");
            assertSound(database);
        }
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            var rows = new ArrayList<String>();
            if (statement.execute(sql)) {
                try (var result = statement.getResultSet()) {
                    while (result.next()) {
                        rows.add(result.getString(1));
                    }
                }
            }
            return rows;
        }
    }
}
