package dev.intact.conformance;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.createIndex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.error.DatabaseException;
import dev.intact.error.IntactException;
import dev.intact.error.TimeoutException;
import dev.intact.operation.Change;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What is said, and what is left, when the disk is full or the thread is told to end. */
class HardTimesTest extends Conformance {
    private static final Change CHANGE =
            Change.of("x", createIndex("tasks", "title"), addUnique("tasks", "external_id"));

    HardTimesTest(Target target) {
        super(target);
    }

    @Test
    void aFullDiskIsNamedAndTheNextRunGoesOn() throws SQLException {
        fillTheDisk();

        var failure = catchThrowableOfType(DatabaseException.class, () -> runOnThatDisk());

        assertThat(failure.code()).isEqualTo("disk-full");
        assertThat(failure).hasMessageContaining("outcome").hasMessageContaining("make room, and apply again");
        makeRoom();
        intact().apply(CHANGE);
        assertConverged(createIndex("tasks", "title"), addUnique("tasks", "external_id"));
    }

    /** PostgreSQL's own error; its disk is too large to fill. SQLite takes a limit. */
    private void fillTheDisk() throws SQLException {
        if (target.isPostgres()) {
            database.execute("""
                    create function no_room() returns event_trigger language plpgsql as $$
                    begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
                    create event trigger no_room on ddl_command_start when tag in ('CREATE INDEX', 'ALTER TABLE') execute function no_room()
                    """);
        } else {
            database.execute(
                    "insert into tasks with recursive n (i) as (select 10 union all select i + 1 from n where i < 3000) select i, 1, null, 'title ' || i, null from n");
        }
    }

    private void runOnThatDisk() throws SQLException {
        if (target.isPostgres()) {
            intact().apply(CHANGE);
            return;
        }
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            // As many as there are, at least.
            statement.execute("pragma max_page_count = 1");
            target.intact(new OneConnection(connection)).apply(CHANGE);
        }
    }

    private void makeRoom() throws SQLException {
        if (target.isPostgres()) {
            database.execute("drop event trigger no_room");
        }
    }

    @Test
    void aThreadThatIsToldToEndEndsWithWhatWasDone() throws SQLException {
        try (var other = database.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update tasks set title = 'busy' where id = 1");

            // A pool would not even hand out a connection.
            var change = Change.of("x", addColumn("tasks", "more", "integer"));
            Thread.currentThread().interrupt();
            var failure = catchThrowableOfType(
                    IntactException.class,
                    () -> target.intact(database.dataSource()).apply(change));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).isInstanceOf(TimeoutException.class);
            assertThat(failure.code()).isEqualTo("interrupted");
            assertThat(failure).hasMessageContaining("nothing was changed");
            other.rollback();
        }
        assertThat(apply(addColumn("tasks", "more", "integer")).changedAnything())
                .isTrue();
    }
}
