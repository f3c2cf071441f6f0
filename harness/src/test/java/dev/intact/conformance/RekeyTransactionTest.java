package dev.intact.conformance;

import static dev.intact.Operations.column;
import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.check.ViolationsException;
import dev.intact.error.DifferentShapeException;
import dev.intact.error.IntactException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Rekey;
import dev.intact.operation.Reverse;
import dev.intact.operation.SurrogateKey;
import dev.intact.plan.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wider key in a transaction that someone else has begun, in two phases, at the same time as another, and half-way. */
class RekeyTransactionTest extends Conformance {
    private static final Rekey SHOP = rekey("shop").from("code").toPrimaryKey("country", "code");
    private static final Change CHANGE = Change.of("codes per country", SHOP);
    /** What it takes away is an index, and no table is made anew. */
    private static final Change UNIQUE =
            Change.of("names per country", rekey("shop").from("name").toUnique("country", "name"));

    RekeyTransactionTest(Target target) {
        super(target);
    }

    @BeforeEach
    void createShops() {
        execute("""
                create table shop (code integer not null primary key, country varchar(2) not null, name varchar(9) not null);
                create unique index ux_name on shop (name);
                create table sale (id integer primary key, code integer not null references shop (code) on delete cascade);
                create table visit (id integer primary key, name varchar(9) references shop (name));
                insert into shop values (1, 'de', 'A'), (2, 'fr', 'B');
                insert into sale values (1, 1), (2, 2), (3, 1);
                insert into visit values (1, 'B'), (2, null);
                """);
    }

    private Connection begun(String... before) throws SQLException {
        var connection = database.connect();
        for (var sql : before) {
            execute(connection, sql);
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Intact joining(Connection connection) {
        var intact = Intact.using(connection);
        return target == Target.SQLITE_REBUILD ? intact.withoutSchemaEdit() : intact;
    }

    private static String setting(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            return result.next() ? result.getString(1) : "nothing";
        }
    }

    private String settings(Connection connection) throws SQLException {
        var all = new ArrayList<String>();
        for (var each : target.isPostgres()
                ? List.of(
                        "lock_timeout",
                        "statement_timeout",
                        "search_path",
                        "row_security",
                        "transaction_isolation",
                        "session_replication_role")
                : List.of("foreign_keys", "legacy_alter_table", "writable_schema", "defer_foreign_keys")) {
            all.add(setting(connection, (target.isPostgres() ? "show " : "pragma ") + each));
        }
        return all + " " + connection.getAutoCommit();
    }

    // ---- in someone else's transaction

    @Test
    void isUndoneOrKeptWithTheCallersTransaction() throws SQLException {
        Assumptions.assumeFalse(target.isOnline());
        var before = Snapshot.of(database);
        var start = target.isPostgres() ? "select 1" : "pragma foreign_keys = off";
        try (var connection = begun(start)) {
            execute(connection, "insert into shop values (3, 'it', 'C')");
            execute(connection, "insert into sale values (4, 3)");
            var settings = settings(connection);
            assertThat(joining(connection).apply(CHANGE).changedAnything()).isTrue();
            assertThat(settings(connection)).isEqualTo(settings);
            execute(connection, "insert into shop values (1, 'fr', 'D')");
            connection.rollback();
            assertThat(settings(connection)).isEqualTo(settings);
        }
        assertThat(Snapshot.of(database)).isEqualTo(before);
        try (var connection = begun(start)) {
            execute(connection, "insert into shop values (3, 'it', 'C')");
            execute(connection, "insert into sale values (4, 3)");
            var report = joining(connection).apply(CHANGE);
            joining(connection).apply(((Reverse.Reversible) report.reverse()).change());
            joining(connection).apply(CHANGE);
            execute(connection, "insert into sale values (5, 3, 'it')");
            connection.commit();
        }
        assertThat(rows("select id, code, country from sale order by 1"))
                .hasToString("[[1, 1, de], [2, 2, fr], [3, 1, de], [4, 3, it], [5, 3, it]]");
        assertConverged(SHOP);
    }

    /** In a transaction they cannot be turned off, and DROP TABLE would take along what refers to the rows. */
    @Test
    void isRefusedWhereForeignKeysAreEnforcedAndATableWouldBeMadeAnew() throws SQLException {
        Assumptions.assumeFalse(target.isPostgres());
        var before = Snapshot.of(database);
        try (var connection = begun("pragma foreign_keys = on")) {
            execute(connection, "insert into shop values (3, 'it', 'C')");
            for (var each : List.<Callable<?>>of(
                    () -> joining(connection).plan(CHANGE),
                    () -> joining(connection).apply(CHANGE))) {
                assertThatThrownBy(each::call)
                        .isInstanceOfSatisfying(
                                UnsupportedChangeException.class,
                                refusal -> assertThat(refusal.wayOut()).contains("foreign_keys = off"));
            }
            assertThat(setting(connection, "pragma foreign_keys")).isEqualTo("1");
            execute(connection, "insert into sale values (4, 3)");
            connection.commit();
        }
        execute("delete from shop where code = 3");
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void worksWithForeignKeysEnforcedWhereNoTableIsMadeAnew() throws SQLException {
        Assumptions.assumeFalse(target.isOnline());
        var before = Snapshot.of(database);
        for (var keep : List.of(false, true)) {
            try (var connection = begun(target.isPostgres() ? "select 1" : "pragma foreign_keys = on")) {
                execute(connection, "insert into visit values (3, 'A')");
                joining(connection).apply(UNIQUE);
                execute(connection, "insert into shop values (3, 'it', 'A')");
                if (keep) {
                    connection.commit();
                } else {
                    connection.rollback();
                    assertThat(Snapshot.of(database)).isEqualTo(before);
                }
            }
        }
        assertThat(rows("select id, name, country from visit order by 1"))
                .hasToString("[[1, B, fr], [2, null, null], [3, A, de]]");
        assertThat(rows("select id from sale")).hasSize(3);
    }

    @Test
    void leavesTheCallersTransactionAsItWasWhenRowsAreInTheWay() throws SQLException {
        Assumptions.assumeFalse(target.isOnline());
        execute("create table note (id integer primary key, about integer)", "insert into note values (1, 77)");
        var change = Change.of("x", SHOP.referencedBy("note", column("about").to("code")));
        try (var connection = begun(target.isPostgres() ? "select 1" : "pragma foreign_keys = off")) {
            execute(connection, "insert into shop values (3, 'it', 'C')");
            var settings = settings(connection);
            assertThatThrownBy(() -> joining(connection).apply(change)).isInstanceOf(ViolationsException.class);
            assertThat(settings(connection)).isEqualTo(settings);
            execute(connection, "delete from note");
            joining(connection).apply(change);
            connection.commit();
        }
        assertThat(rows("select code from shop order by 1")).hasToString("[[1], [2], [3]]");
        assertConverged(SHOP.referencedBy("note", column("about").to("code")));
    }

    /** A query in it would not find what others have committed since. */
    @Test
    void isRefusedOrWorksWhateverTheIsolation() throws SQLException {
        Assumptions.assumeTrue(target.isPostgres() && !target.isOnline());
        for (int level : List.of(Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE)) {
            var before = Snapshot.of(database);
            try (var connection = begun()) {
                connection.setTransactionIsolation(level);
                execute(connection, "select 1 from sale");
                assertThatThrownBy(() -> joining(connection).apply(CHANGE))
                        .isInstanceOf(UnsupportedChangeException.class)
                        .hasMessageContaining("READ COMMITTED");
                connection.rollback();
            }
            assertThat(Snapshot.of(database)).isEqualTo(before);
        }
    }

    /** Rows that the caller has written, and a deferred key that has yet to look at them. */
    @Test
    void worksWhereTheCallerHasLeftADeferredKeyToCheck() throws SQLException {
        Assumptions.assumeTrue(target.isPostgres() && !target.isOnline());
        execute("alter table sale alter constraint sale_code_fkey deferrable initially deferred");
        try (var connection = begun()) {
            execute(connection, "insert into shop values (3, 'it', 'C')");
            execute(connection, "insert into sale values (4, 3)");
            joining(connection).apply(CHANGE);
            execute(connection, "insert into sale values (5, 4, 'it')");
            execute(connection, "insert into shop values (4, 'it', 'D')");
            connection.commit();
        }
        assertThat(rows("select id, country from sale where id > 3 order by 1")).hasToString("[[4, it], [5, it]]");
    }

    // ---- half-way

    /** What fills the rows meets a trigger that will not have it. */
    @Test
    void leavesSettingsAndRowsWhenItFailsInTheMiddle() throws SQLException {
        if (target.isPostgres()) {
            execute(
                    "create function never() returns trigger language plpgsql as 'begin raise exception ''not now''; end'",
                    "create trigger never before update on sale for each row when (old.id = 3) execute function never()");
        } else {
            execute(
                    "create trigger never before update of country on sale when old.id = 3 begin select raise(abort, 'not now'); end");
        }
        var before = Snapshot.of(database);
        try (var connection = database.connect()) {
            if (!target.isPostgres()) {
                execute(connection, "pragma foreign_keys = off");
            }
            var settings = settings(connection);
            var intact = target.intact(new OneConnection(connection));
            assertThatThrownBy(() -> intact.apply(CHANGE))
                    .isInstanceOf(IntactException.class)
                    .hasMessageContaining("not now");
            assertThat(settings(connection)).isEqualTo(settings);
            if (!target.isOnline()) {
                assertThat(Snapshot.of(database)).isEqualTo(before);
            }
            execute(connection, "drop trigger never" + (target.isPostgres() ? " on sale" : ""));
            intact.apply(CHANGE);
            assertThat(settings(connection)).isEqualTo(settings);
        }
        assertThat(rows("select id, code, country from sale order by 1"))
                .hasToString("[[1, 1, de], [2, 2, fr], [3, 1, de]]");
        assertConverged(SHOP);
    }

    // ---- in phases

    @Test
    void runsInTwoPhases() {
        if (!target.isOnline()) {
            assertRefused(UnsupportedChangeException.class, () -> intact().apply(CHANGE, Phase.EXPAND));
            return;
        }
        assertRefused(UnsupportedChangeException.class, () -> intact().apply(CHANGE, Phase.CONTRACT));
        assertThat(intact().apply(CHANGE, Phase.EXPAND).executed()).isNotEmpty();
        assertThat(intact().apply(CHANGE, Phase.EXPAND).changedAnything()).isFalse();

        // An old application goes on, and a new one begins.
        execute(
                "insert into shop values (3, 'it', 'C')",
                "insert into sale (id, code) values (4, 3)",
                "insert into sale (id, code, country) values (5, 3, 'it')",
                "update sale set code = 3 where id = 3",
                "update shop set country = 'at' where code = 1");
        assertRefusedByDatabase("insert into sale (id, code, country) values (6, 3, 'de')");
        assertRefusedByDatabase("insert into shop values (1, 'xx', 'E')");
        assertThat(rows("select id, code, country from sale order by 1"))
                .hasToString("[[1, 1, at], [2, 2, fr], [3, 3, it], [4, 3, it], [5, 3, it]]");

        intact().apply(CHANGE, Phase.CONTRACT);
        assertThat(intact().apply(CHANGE, Phase.CONTRACT).changedAnything()).isFalse();
        assertThat(intact().apply(CHANGE, Phase.EXPAND).changedAnything()).isFalse();
        execute("insert into shop values (1, 'xx', 'E')");
        assertConverged(SHOP);
    }

    @Test
    void takesBackTheFirstPhaseAlone() {
        Assumptions.assumeTrue(target.isOnline());
        for (var change : List.of(
                CHANGE,
                Change.of(
                        "x",
                        rekey("shop")
                                .from("code")
                                .toUnique("country", "code")
                                .withPrimaryKey("id", SurrogateKey.IDENTITY)))) {
            var before = Snapshot.of(database);
            assertReverses(intact().apply(change, Phase.EXPAND), before);
        }
    }

    @Test
    void finishesTheSecondPhaseByTheWholeChange() {
        Assumptions.assumeTrue(target.isOnline());
        intact().apply(CHANGE, Phase.EXPAND);
        execute("insert into sale values (4, 2)");
        intact().apply(CHANGE);
        assertThat(rows("select country from sale where id = 4")).hasToString("[[fr]]");
        assertConverged(SHOP);
    }

    @Test
    void refusesAnotherChangeWhileOneIsHalfDone() {
        Assumptions.assumeTrue(target.isOnline());
        execute("alter table shop add zone integer not null default 1");
        intact().apply(CHANGE, Phase.EXPAND);
        assertRefused(
                DifferentShapeException.class,
                () -> apply(rekey("shop").from("code").toPrimaryKey("zone", "code")));
    }

    // ---- at the same time

    @Test
    void isDoneOnceByTwoThatBeginAtTheSameTime() throws Exception {
        for (var change : List.of(CHANGE, UNIQUE)) {
            var start = new CyclicBarrier(2);
            var pool = Executors.newFixedThreadPool(2);
            Callable<Boolean> run = () -> {
                start.await();
                return intact().apply(change).changedAnything();
            };
            try {
                var changed = new ArrayList<Boolean>();
                for (var future : pool.invokeAll(List.of(run, run))) {
                    changed.add(future.get());
                }
                assertThat(changed).containsExactlyInAnyOrder(true, false);
            } finally {
                pool.shutdown();
            }
            assertThat(intact().plan(change).steps()).isEmpty();
        }
        assertThat(rows("select id, code, country from sale order by 1"))
                .hasToString("[[1, 1, de], [2, 2, fr], [3, 1, de]]");
        assertThat(rows("select id, name, country from visit order by 1")).hasToString("[[1, B, fr], [2, null, null]]");
    }
}
