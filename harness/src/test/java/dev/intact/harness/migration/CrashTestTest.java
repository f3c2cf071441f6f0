package dev.intact.harness.migration;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.keepFirst;
import static dev.intact.harness.TableRows.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.operation.Composite;
import dev.intact.operation.Operation;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashTestTest {
    private static final String TABLE = "create table task (id integer primary key, title text)";
    private static final String ROWS = "insert into task values (1, 'a'), (2, 'b')";
    private static final Change UNIQUE =
            Change.of("titles are unique", addUnique("task", "title").onDuplicates(keepFirst(asc("id"))));

    /** It never ends: each time there is one column more. */
    private record OneMore(String table) implements Composite {
        @Override
        public Scope scope() {
            return Scope.of(TableName.of(table));
        }

        @Override
        public List<Operation> expand(Catalog before) {
            int columns = before.table(TableName.of(table)).columns().size();
            return List.of(addColumn(table, "c" + columns, "integer"));
        }
    }

    private static CrashTest sqlite(Change change) {
        return CrashTest.of(change).on(TestDatabases.sqlite()).given(TABLE, ROWS);
    }

    @Test
    void aChangeThatDiesAnywhereIsFinished() {
        var crashes =
                sqlite(UNIQUE).given(rows("task", "id", "title").row(3, "a")).everyStatement();
        assertThat(crashes.points()).isEqualTo(2 * crashes.statements());
        assertThat(crashes)
                .hasToString(
                        "SQLite in memory: titles are unique died at %d points of %d statements, and was finished each time"
                                .formatted(crashes.points(), crashes.statements()));
    }

    @Test
    void anOnlineChangeThatDiesAnywhereIsFinished() {
        CrashTest.of(UNIQUE)
                .on(TestDatabases.postgres())
                .given(TABLE, ROWS)
                .running(Intact::online)
                .fromTheFirstThatWrites()
                .onlyAfter()
                .every(2)
                .everyStatement();
    }

    @Test
    void aDatabaseThatIsThereStaysAsItIs() throws SQLException {
        try (var database = TestDatabases.sqlite().open()) {
            database.execute(TABLE, ROWS);
            CrashTest.of(UNIQUE)
                    .on(database)
                    .given("insert into task values (3, 'a')")
                    .every(5)
                    .everyStatement();
            assertThat(database.rows("select count(*) from task")).isEqualTo(List.of(List.of(2L)));
        }
    }

    @Test
    void fewerPointsAreChosenOnRequest() {
        int all = sqlite(UNIQUE).everyStatement().points();
        assertThat(sqlite(UNIQUE).onlyAfter().everyStatement().points()).isEqualTo(all / 2 + 1);
        assertThat(sqlite(UNIQUE).fromTheFirstThatWrites().everyStatement().points())
                .isBetween(1, all - 1);
        assertThat(sqlite(UNIQUE).readingEvery(1000).everyStatement().points()).isBetween(1, all - 1);
        assertThatThrownBy(() -> sqlite(UNIQUE).every(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What a sequence has given is not taken back. */
    @Test
    void anEndThatIsAnotherOneIsShownWithTheStatementThatItDiedAt() {
        var filled = Change.of("notes", addColumn("task", "note", "text").filledBy("'old'"));
        assertThatThrownBy(() -> CrashTest.of(filled)
                        .on(TestDatabases.postgres())
                        .given(TABLE, "insert into task values (7, 'a')", """
                                create sequence updates;
                                create function counted() returns trigger language plpgsql as
                                  'begin new.title := nextval(''updates''); return new; end';
                                create trigger count before update on task for each row execute function counted();
                                """)
                        .fromTheFirstThatWrites()
                        .onlyAfter()
                        .everyStatement())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("notes: the end is another one")
                .hasMessageContainingAll(
                        "after statement ",
                        "statement",
                        "- public.task: ['(7,1,old)']",
                        "+ public.task: ['(7,2,old)']");
    }

    @Test
    void whatEndsOtherwiseByItselfIsNotLaidToADeath() {
        var random = Change.of("chance", addColumn("task", "chance", "integer").filledBy("abs(random())"));
        assertThatThrownBy(() -> sqlite(random).everyStatement())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("chance: it ends otherwise each time, though nothing disturbs it")
                .hasMessageContainingAll("- main.task: [1, 'a', ", "+ main.task: [1, 'a', ");
    }

    @Test
    void aChangeThatIsNeverDoneIsNamed() {
        assertThatThrownBy(() -> sqlite(Change.of("more", new OneMore("task"))).everyStatement())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("more: applied once, it has something to do again");
    }

    @Test
    void aChangeThatHasNothingToDoProvesNothing() {
        assertThatThrownBy(() -> sqlite(UNIQUE)
                        .given("create unique index uq on task (title)")
                        .everyStatement())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there is nothing to do");
    }

    @Test
    void rowsThatAreRefusedAreNoDeath() {
        assertThatThrownBy(() -> sqlite(UNIQUE)
                        .given(rows("task", "id", "title").row(1, "there already"))
                        .everyStatement())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("what is given is refused");
    }

    @Test
    void aChangeThatIsRefusedSaysWhy() {
        var refused = Change.of("titles are unique", addUnique("task", "title"));
        assertThatThrownBy(() -> sqlite(refused)
                        .given("insert into task values (3, 'a')")
                        .everyStatement())
                .isInstanceOf(ViolationsException.class);
    }

    @Test
    void howeverFewTheSamplesAreItDiesSomewhere() {
        assertThat(sqlite(UNIQUE).every(1000).everyStatement().points()).isEqualTo(2);
        assertThat(sqlite(UNIQUE)
                        .every(1000)
                        .fromTheFirstThatWrites()
                        .onlyAfter()
                        .everyStatement()
                        .points())
                .isEqualTo(2);
    }
}
