package dev.intact.conformance;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.dropUnique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.check.ViolationsException;
import dev.intact.error.TimeoutException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole run on SQLite that makes a table anew: foreign keys are turned off before it begins, and on again. */
class RebuildTest {
    private static final Change NO_KEY = Change.of("codes may repeat", dropUnique("coded", "code"));
    private static final String PARTS = "select count(*) from parts";

    private final Database database = TestDatabases.sqlite().open();

    @BeforeEach
    void createTables() throws SQLException {
        database.execute("""
                create table coded (id integer primary key, code text, constraint uq_code unique (code));
                create table parts (coded_id integer not null references coded on delete cascade);
                create table alone (id integer primary key, code text, constraint uq_alone unique (code));
                insert into coded values (1, 'a'), (2, 'b');
                insert into parts values (1), (2), (2);
                """);
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Otherwise the constraint would go in place. */
    private static Intact intact(Connection connection) {
        return Intact.using(new OneConnection(connection)).withoutSchemaEdit();
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

    @Test
    void whatReferencesTheTableIsThereAndForeignKeysAreEnforcedAgain() throws SQLException {
        try (var connection = database.connect()) {
            assertThat(enforces(connection)).isTrue();
            var report = intact(connection).apply(NO_KEY);
            assertThat(report.plan().rebuilds()).isTrue();
            assertThat(enforces(connection)).isTrue();
            assertThat(database.rows(PARTS)).isEqualTo(List.of(List.of(3L)));
            run(connection, "insert into coded values (3, 'a')");
            assertThatThrownBy(() -> run(connection, "insert into parts values (9)"))
                    .isInstanceOf(SQLException.class);
            run(connection, "delete from coded where id = 2");
            assertThat(database.rows(PARTS)).isEqualTo(List.of(List.of(1L)));
        }
    }

    @Test
    void aPlanSaysSoAndRunsLater() throws SQLException {
        var intact = Intact.using(database.dataSource()).withoutSchemaEdit();
        var plan = intact.plan(NO_KEY);
        assertThat(plan.toString()).contains("rebuild", "make a table anew");
        assertThat(plan.sql()).contains("foreign keys must not be enforced");
        assertThat(intact.apply(plan).executed()).isEqualTo(plan.steps());
        assertThat(database.rows(PARTS)).isEqualTo(List.of(List.of(3L)));
        assertThat(intact.plan(NO_KEY).isEmpty()).isTrue();
    }

    @Test
    void whatTheSameChangeDidBeforeGoesIntoTheNewTable() throws SQLException {
        Intact.using(database.dataSource())
                .withoutSchemaEdit()
                .apply(Change.of(
                        "several",
                        addColumn("coded", "note", "text").defaultValue("'new'"),
                        createIndex("coded", "note", "code").named("ix_note"),
                        dropUnique("coded", "code"),
                        addColumn("coded", "made", "text").defaultValue("current_timestamp"),
                        createIndex("coded", "made").named("ix_made")));
        assertThat(database.rows("select id, code, note from coded where made is not null"))
                .isEqualTo(List.of(List.of(1L, "a", "new"), List.of(2L, "b", "new")));
        assertThat(database.rows(
                        "select name from sqlite_schema where tbl_name = 'coded' and type = 'index' order by 1"))
                .isEqualTo(List.of(List.of("ix_made"), List.of("ix_note")));
        assertThat(database.rows(PARTS)).isEqualTo(List.of(List.of(3L)));
    }

    @Test
    void aRunThatFailsAfterwardsLeavesEverythingAndEnforcesAgain() throws SQLException {
        var before = Snapshot.of(database);
        try (var connection = database.connect()) {
            var change = Change.of("several", dropUnique("coded", "code"), dropColumn("coded", "code"));
            assertThatThrownBy(() -> intact(connection).apply(change)).isInstanceOf(ViolationsException.class);
            assertThat(enforces(connection)).isTrue();
        }
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    @Test
    void inACallersTransactionOnlyWhatNothingReferencesIsMadeAnew() throws SQLException {
        var before = Snapshot.of(database);
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            run(connection, "insert into coded values (3, 'c')");
            var intact = Intact.using(connection).withoutSchemaEdit();
            assertThatThrownBy(() -> intact.apply(NO_KEY))
                    .isInstanceOfSatisfying(
                            UnsupportedChangeException.class,
                            refusal -> assertThat(refusal.wayOut()).contains("foreign_keys = off"));
            intact.apply(Change.of("alone", dropUnique("alone", "code")));
            run(connection, "insert into alone values (1, 'x'), (2, 'x')");
            connection.rollback();
        }
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    /**
     * DROP TABLE and a copy of all columns by {@code *} each forget what was counted until the commit, and so does {@code
     * defer_foreign_keys = off}: an orphan would then be committed.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatACallerOwesUntilItsCommitIsStillOwed(boolean editing) throws SQLException {
        database.execute("create table pieces (id integer primary key, coded_id integer references coded, code text,"
                + " constraint uq_piece unique (code))");
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            run(connection, "pragma defer_foreign_keys = on");
            run(connection, "insert into pieces values (1, 9, 'of none yet')");
            var intact = Intact.using(connection);
            (editing ? intact : intact.withoutSchemaEdit()).apply(Change.of("x", dropUnique("pieces", "code")));
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            run(connection, "insert into coded values (9, 'late')");
            connection.commit();
        }
        assertThat(database.rows("select coded_id from pieces")).isEqualTo(List.of(List.of(9L)));
    }

    /** SQLite drops no table while a statement reads one: "database table is locked". */
    @Test
    void aCursorThatTheCallerHasOpenStopsItWithNothingChanged() throws SQLException {
        var change = Change.of("alone", dropUnique("alone", "code"));
        var before = Snapshot.of(database);
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            var intact = Intact.using(connection).withoutSchemaEdit().lockAttempts(2);
            try (var statement = connection.createStatement();
                    var cursor = statement.executeQuery("select coded.id from parts, coded")) {
                assertThat(cursor.next()).isTrue();
                assertThatThrownBy(() -> intact.apply(change))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessageContaining("a result of this connection that is still open");
            }
            connection.commit();
            assertThat(Snapshot.of(database)).isEqualTo(before);
            intact.apply(change);
            connection.commit();
        }
        database.execute("insert into alone values (1, 'x'), (2, 'x')");
    }

    // ---- rows that are mended in the same change

    private static final AddForeignKey OWNER =
            addForeignKey("coded", "code").references("owners", "name").onOrphans(delete());

    private void createOwners() throws SQLException {
        database.execute("create table owners (name text primary key)", "insert into owners values ('a')");
    }

    @Test
    void orphansAreListedWhereTheTableIsMadeAnew() throws SQLException {
        createOwners();
        var key = Change.of("x", addForeignKey("coded", "code").references("owners", "name"));
        assertThatExceptionOfType(ViolationsException.class)
                .isThrownBy(() ->
                        Intact.using(database.dataSource()).withoutSchemaEdit().apply(key))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("orphan"));
    }

    @Test
    void orphansAreMovedWithWhatFollowsThemWhereTheTableIsMadeAnew() throws SQLException {
        createOwners();
        var report = Intact.using(database.dataSource()).withoutSchemaEdit().apply(Change.of("x", OWNER));
        assertThat(report.plan().rebuilds()).isTrue();
        assertThat(database.rows(PARTS)).isEqualTo(List.of(List.of(1L)));
        assertThat(database.rows("select count(*) from intact_quarantine_parts"))
                .isEqualTo(List.of(List.of(2L)));
    }

    @Test
    void aTriggerThatMayNeedForeignKeysToActStopsTheMoveWhereTheTableIsMadeAnew() throws SQLException {
        createOwners();
        database.execute(
                "create trigger cleaning after delete on coded begin delete from alone where id = old.id; end");
        assertThatExceptionOfType(UnsupportedChangeException.class)
                .isThrownBy(() ->
                        Intact.using(database.dataSource()).withoutSchemaEdit().apply(Change.of("x", OWNER)));
        assertThat(database.rows(PARTS)).isEqualTo(List.of(List.of(3L)));
        Intact.using(database.dataSource()).apply(Change.of("x", OWNER));
        assertThat(database.rows(PARTS)).isEqualTo(List.of(List.of(1L)));
    }
}
