package dev.intact.conformance;

import static dev.intact.Operations.addCheck;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.collapse;
import static dev.intact.Operations.column;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.rekey;
import static dev.intact.Operations.setNotNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.intact.Intact;
import dev.intact.check.Violation;
import dev.intact.check.ViolationsException;
import dev.intact.operation.Change;
import dev.intact.operation.Collapse;
import dev.intact.operation.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.sqlite.ProgressHandler;

/**
 * What is asked of the rows before a run goes through each table a few times, whichever indexes there are: it grows with the
 * rows, not with their square. Told by what the database counts, rows read or instructions run.
 */
class EffortTest extends Conformance {
    private static final int ROWS = 1_000;
    private static final int TIMES = 4;

    private static final Collapse BOTH_WAYS = collapse("source")
            .into("goal")
            .joinedOn(column("s_id").to("id"))
            .pointingBack(column("g_id").to("id"))
            .moving("run");

    private static final String NUMBERS =
            "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < %d) ";

    EffortTest(Target target) {
        super(target);
    }

    /** Two plain tables, each with a column that may point at the other; no index but the primary keys. */
    private void createPair(String more) {
        execute(
                "create table goal (id integer primary key, s_id integer)",
                "create table source (id integer primary key, run integer, g_id integer%s)".formatted(more));
    }

    private void fillPair(int rows, String... values) {
        execute(
                NUMBERS.formatted(rows) + "insert into goal select n, n + 7 from numbers",
                NUMBERS.formatted(rows)
                        + "insert into source select n + 7, n, n%s from numbers".formatted(String.join("", values)));
    }

    @Test
    void twoTablesThatPointAtEachOther() {
        assertGrowsWithTheRows(() -> createPair(""), this::fillPair, BOTH_WAYS);
    }

    @Test
    void twoTablesThatAreNotOneToOne() {
        var found = assertGrowsWithTheRows(
                () -> createPair(""),
                rows -> {
                    fillPair(rows);
                    execute("update source set g_id = g_id + 1", "update goal set s_id = s_id + 1");
                },
                BOTH_WAYS);
        assertThat(found)
                .extracting(Violation::code, Violation::rows)
                .contains(tuple("missing-row", 1L), tuple("unclaimed-row", 1L));
    }

    @Test
    void keysOfATableThatOnlyPoints() {
        assertGrowsWithTheRows(
                () -> createPair(", code integer unique"),
                rows -> fillPair(rows, ", n"),
                collapse("source")
                        .into("goal")
                        .joinedOn(column("id").to("g_id"))
                        .moving("run", "code")
                        .leaving("id"));
    }

    @Test
    void rowsOfNobodyThatGo() {
        assertGrowsWithTheRows(
                () -> createPair(", code integer unique"),
                rows -> {
                    fillPair(rows, ", n");
                    execute("insert into source values (-1, 3, null, -1)");
                },
                BOTH_WAYS.moving("code").onOrphans(delete()));
    }

    @Test
    void tablesOfWhichNeitherHasAKeyThere() {
        assertGrowsWithTheRows(
                () -> execute(
                        "create table goal (id integer primary key, code text)",
                        "create table source (id integer primary key, code text, run integer)"),
                rows -> execute(
                        NUMBERS.formatted(rows) + "insert into goal select n, 'x' || n from numbers",
                        NUMBERS.formatted(rows) + "insert into source select n, 'x' || n, n from numbers"),
                collapse("source")
                        .into("goal")
                        .joinedOn(column("code").to("code"))
                        .moving("run")
                        .leaving("id"));
    }

    @Test
    void rowsThatStayWhereOrphansGo() {
        assertGrowsWithTheRows(
                () -> createPair(", code integer not null"),
                rows -> fillPair(rows, ", n + 10"),
                addUnique("goal", "s_id"),
                addForeignKey("source", "code").references("goal", "s_id").onOrphans(delete()),
                addUnique("source", "g_id"));
    }

    @Test
    void orphansOfAKeyThatIsYetToCome() {
        var found = assertGrowsWithTheRows(
                () -> createPair(""),
                rows -> {
                    fillPair(rows);
                    execute("update source set run = run + 10");
                },
                addUnique("goal", "s_id"),
                addForeignKey("source", "run").references("goal", "s_id"));
        assertThat(found).extracting(Violation::code, Violation::rows).containsExactly(tuple("orphan", 3L));
    }

    @Test
    void orphansOfSeveralColumnsWithNulls() {
        assertGrowsWithTheRows(
                () -> execute(
                        "create table goal (id integer primary key, a integer, b integer, unique (a, b))",
                        "create table source (id integer primary key, a integer, b integer)"),
                rows -> execute(
                        NUMBERS.formatted(rows) + "insert into goal select n, n, n from numbers",
                        NUMBERS.formatted(rows)
                                + "insert into source select n, n + %d, n from numbers".formatted(rows / 2),
                        "insert into goal values (0, null, 1)"),
                addForeignKey("source", "a", "b").references("goal", "a", "b").onOrphans(delete()));
    }

    @Test
    void orphansWithWhatFollowsThem() {
        assertGrowsWithTheRows(
                () -> {
                    createPair("");
                    execute("create table follower (id integer primary key, s_id integer references source (id)"
                            + " on delete cascade)");
                    // Without it, the database itself goes through the table for each row that goes.
                    execute("create index ix_follower on follower (s_id)");
                },
                rows -> {
                    fillPair(rows);
                    execute(
                            NUMBERS.formatted(rows) + "insert into follower select n, n + 7 from numbers",
                            "update source set g_id = g_id + " + rows / 2);
                },
                addForeignKey("source", "g_id").references("goal", "id").onOrphans(delete()));
    }

    @Test
    void orphansInATableThatRefersToItself() {
        assertGrowsWithTheRows(
                () -> createPair(""),
                rows -> execute(NUMBERS.formatted(rows)
                        + "insert into goal select n, case when n <= %1$d / 2 then n + %1$d else n - %1$d / 2 end from numbers"
                                .formatted(rows)),
                addForeignKey("goal", "s_id").references("goal", "id").onOrphans(delete()));
    }

    @Test
    void equalRowsThatAreReferredTo() {
        assertGrowsWithTheRows(
                () -> execute(
                        "create table goal (id integer primary key, s_id integer)",
                        "create table source (id integer primary key, run integer, g_id integer references goal (id))"),
                rows -> {
                    fillPair(rows);
                    execute("update goal set s_id = s_id / 2");
                },
                addUnique("goal", "s_id").onDuplicates(keepFirst(asc("id"))));
    }

    @Test
    void tablesOfANewKey() {
        assertGrowsWithTheRows(
                () -> createPair(""),
                rows -> {
                    fillPair(rows);
                    execute("update goal set s_id = 1");
                },
                rekey("goal")
                        .from("id")
                        .toPrimaryKey("s_id", "id")
                        .referencedBy(
                                "source",
                                column("g_id").to("id"),
                                column("goal_s_id").to("s_id")));
    }

    @Test
    void aTableWhoseRowsAreToldByTextsThatLookAlike() {
        Assumptions.assumeFalse(target.isPostgres(), "keeps tables as they are");
        assertGrowsWithTheRows(
                () -> execute("create table goal (id text primary key collate nocase, code integer) without rowid"),
                rows -> execute(NUMBERS.formatted(rows) + "insert into goal select 'x' || n, n from numbers"),
                setNotNull("goal", "code"),
                addCheck("goal", "positive", "code > 0"));
    }

    /** So that the others can fail. */
    @Test
    void isSeenToGrowWithTheSquareOfTheRowsWhereEachIsComparedWithEach() {
        createPair("");
        fillPair(ROWS);
        long few = effort(EffortTest::compareEachWithEach).spent();
        execute("delete from goal", "delete from source");
        fillPair(ROWS * TIMES);
        assertThat(effort(EffortTest::compareEachWithEach).spent()).isGreaterThan(few * TIMES * 2);
    }

    private static List<Violation> compareEachWithEach(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "select count(*) from goal where s_id < (select max(g_id) from source where run <> goal.id)");
        }
        return List.of();
    }

    private interface Rows {
        void insert(int count);
    }

    /** {@return what was found among the few rows} */
    private List<Violation> assertGrowsWithTheRows(Runnable tables, Rows rows, Operation... operations) {
        var change = Change.of("the change", operations);
        tables.run();
        rows.insert(ROWS);
        var few = effort(change);
        execute("drop table if exists follower", "drop table if exists source", "drop table if exists goal");
        tables.run();
        rows.insert(ROWS * TIMES);
        assertThat(effort(change).spent())
                .as("effort for %d times the rows", TIMES)
                .isLessThan(few.spent() * TIMES * 2);
        return few.found();
    }

    private record Effort(long spent, List<Violation> found) {}

    private interface Work {
        List<Violation> run(Connection connection) throws SQLException;
    }

    private Effort effort(Change change) {
        return effort(connection -> planAndApply(
                target.isPostgres() ? Intact.using(connection) : target.running(Intact.usingIdle(connection)), change));
    }

    private Effort effort(Work work) {
        if (target.isPostgres()) {
            execute("analyze");
        }
        try (var connection = database.connect()) {
            return target.isPostgres() ? rowsRead(connection, work) : instructions(connection, work);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** In one transaction, which is undone: a session tells only of its own. */
    private static Effort rowsRead(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            // A few thousand rows are too many for it, as millions are for what it is by default.
            statement.execute("set local work_mem = '64kB'");
        }
        var found = work.run(connection);
        try (var statement = connection.createStatement();
                var read = statement.executeQuery(
                        "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables")) {
            read.next();
            return new Effort(read.getLong(1), found);
        } finally {
            connection.rollback();
        }
    }

    private static Effort instructions(Connection connection, Work work) throws SQLException {
        var count = new AtomicLong();
        ProgressHandler.setHandler(connection, 100, new ProgressHandler() {
            @Override
            protected int progress() {
                count.incrementAndGet();
                return 0;
            }
        });
        try {
            var found = work.run(connection);
            return new Effort(count.get(), found);
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }

    private static List<Violation> planAndApply(Intact intact, Change change) {
        var found = intact.plan(change).violations();
        if (found.isEmpty()) {
            intact.apply(change);
        } else {
            assertThatThrownBy(() -> intact.apply(change)).isInstanceOf(ViolationsException.class);
        }
        return found;
    }
}
