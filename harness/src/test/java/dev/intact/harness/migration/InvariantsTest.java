package dev.intact.harness.migration;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.collapse;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.rekey;
import static dev.intact.Operations.setNull;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import dev.intact.operation.Reconcile;
import dev.intact.operation.SurrogateKey;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("systems")
class InvariantsTest {
    private final Database database;

    static Stream<DatabaseSource> systems() {
        return Stream.of(TestDatabases.sqlite(), TestDatabases.postgres());
    }

    InvariantsTest(DatabaseSource source) throws SQLException {
        database = source.open();
        database.execute("""
                create table registry (slug varchar(9) not null primary key, stream varchar(9));
                create table result (id integer primary key, slug varchar(9) not null references registry (slug), item integer, unique (slug, item));
                create table status (id integer primary key, run integer not null, archived integer not null);
                create table flow (id integer primary key, archived integer not null, status_id integer not null references status (id));
                create table task (id integer primary key, title text, part integer, empty text);
                create table note (id integer primary key, task_id integer references task (id));
                insert into registry values ('a', 'north'), ('b', 'south');
                insert into result values (1, 'a', 1), (2, 'b', 1);
                insert into status values (11, 5, 0), (12, 6, 1);
                insert into flow values (1, 1, 11), (2, 0, 12);
                insert into task values (1, 'it''s', 1, null), (2, 'b', 2, null), (3, 'b', 33, null), (4, null, null, null);
                insert into note values (1, 1), (2, 3);
                """);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Invariants invariants() {
        return Invariants.of(database.dataSource());
    }

    private void keepsAllButWhatItSays(Operation... operations) {
        var intact = Intact.using(database.dataSource()).atomic();
        var change = Change.of("x", operations);
        var invariants = invariants().allowing(intact.plan(change));
        intact.apply(change);
        invariants.assertHold();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertBrokenBy(String sql) throws SQLException {
        var invariants = invariants();
        database.execute(sql);
        return assertThatThrownBy(invariants::assertHold)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("what should have stayed did not");
    }

    @Test
    void nothingChangesByItself() {
        invariants().assertHold();
    }

    @Test
    void whatComesBesidesIsNoMatter() throws SQLException {
        var invariants = invariants();
        database.execute(
                "create table more (id integer)",
                "alter table task add column label text",
                "create index ix on task (title)");
        invariants.assertHold();
    }

    @Test
    void aRowThatIsLostIsNamed() throws SQLException {
        assertBrokenBy("delete from task where id = 2")
                .hasMessageContaining("- (id = 2, title = 'b', part = 2, empty = null)");
    }

    @Test
    void aRowThatComesIsNamed() throws SQLException {
        assertBrokenBy("insert into task (id) values (5)").hasMessageContaining("+ (id = 5, title = null");
    }

    @Test
    void aValueThatBecomesAnotherIsNamed() throws SQLException {
        assertBrokenBy("update task set title = null where id = 1")
                .hasMessageContaining("- (id = 1, title = 'it''s'")
                .hasMessageContaining("+ (id = 1, title = null");
    }

    @Test
    void aColumnAndATableThatGoAreNamed() throws SQLException {
        assertBrokenBy("alter table task drop column empty; drop table note")
                .hasMessageContaining("columns are gone: empty")
                .hasMessageContaining("note")
                .hasMessageContaining("the table is gone");
    }

    @Test
    void anOrphanThatComesIsNamed() throws SQLException {
        var invariants = invariants().allowing("note");
        database.execute(
                database.kind() == Database.Kind.SQLITE
                        ? "pragma foreign_keys = off; insert into note values (3, 99)"
                        : "set session_replication_role = replica; insert into note values (3, 99)");
        assertThatThrownBy(invariants::assertHold)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("note (task_id) points at rows that task does not have");
        invariants().assertHold();
    }

    @Test
    void whatIsAllowedMayChangeAndNothingElse() throws SQLException {
        var invariants = invariants().allowing("task", "title").allowing("note");
        database.execute("update task set title = 'x'", "delete from note");
        invariants.assertHold();
        database.execute("update task set part = 7 where id = 1");
        assertThatThrownBy(invariants::assertHold)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("- (id = 1, part = 1, empty = null)")
                .hasMessageNotContaining("note");
    }

    @Test
    void aKeyKeepsEverything() {
        keepsAllButWhatItSays(addUnique("task", "part"));
    }

    @Test
    void duplicatesAreInQuarantineAndReferencesPointedElsewhere() {
        keepsAllButWhatItSays(
                addUnique("task", "title").onDuplicates(keepFirst(asc("id"))).repointReferences());
    }

    @Test
    void aRowThatIsNotInQuarantineEitherIsNamed() throws SQLException {
        var intact = Intact.using(database.dataSource()).atomic();
        database.execute("delete from note");
        var change = Change.of("x", addUnique("task", "title").onDuplicates(keepFirst(asc("id"))));
        var invariants = invariants().allowing(intact.plan(change));
        intact.apply(change);
        database.execute("delete from intact_quarantine_task");
        assertThatThrownBy(invariants::assertHold)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("- (id = 3, title = 'b'");
    }

    @Test
    void orphansAreInQuarantine() {
        keepsAllButWhatItSays(
                addForeignKey("task", "part").references("task", "id").onOrphans(setNull()));
        keepsAllButWhatItSays(
                addForeignKey("result", "item").references("status", "id").onOrphans(delete()));
    }

    @Test
    void aFilledColumnAndOneThatGoesKeepTheOthers() {
        keepsAllButWhatItSays(
                addColumn("task", "label", "text").notNull().filledBy("'x'"), dropColumn("task", "empty"));
    }

    @Test
    void aCollapsedTableGoesAndTheOtherKeepsItsOwn() {
        keepsAllButWhatItSays(
                collapse("status").into("flow").moving("run").reconciling("archived", Reconcile.preferSource()));
    }

    @Test
    void aWiderKeyKeepsEverything() {
        keepsAllButWhatItSays(rekey("registry")
                .from("slug")
                .toUnique("slug", "stream")
                .withPrimaryKey("id", SurrogateKey.UUID)
                .widening("result", "slug", "item"));
    }
}
