package dev.intact.conformance;

import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.createIndex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.error.DatabaseException;
import dev.intact.harness.Faults;
import dev.intact.operation.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is said of a run whose connection is lost. */
class LostConnectionTest extends Conformance {
    private static final Change CHANGE =
            Change.of("x", createIndex("tasks", "title"), addUnique("tasks", "external_id"));
    private static final String UNKNOWN = "it is not known whether the last transaction took hold";

    LostConnectionTest(Target target) {
        super(target);
    }

    /** What an undisturbed run says, on a database that is then replaced. */
    private List<String> statements() throws SQLException {
        startOver();
        var faults = Faults.on(database.dataSource());
        target.intact(faults.dataSource()).apply(CHANGE);
        return faults.statements();
    }

    private void startOver() throws SQLException {
        close();
        database = target.open();
        createTables();
    }

    private static int last(List<String> statements, Predicate<String> which) {
        for (int i = statements.size(); i > 0; i--) {
            if (which.test(statements.get(i - 1).toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        throw new AssertionError(statements);
    }

    private String messageOfLosing(Predicate<String> which, boolean after) throws SQLException {
        int number = last(statements(), which);
        startOver();
        var faults = Faults.on(database.dataSource());
        var armed = after ? faults.dieAfter(number) : faults.dieBefore(number);
        var dying = target.intact(armed.dataSource());
        var failure = catchThrowableOfType(DatabaseException.class, () -> dying.apply(CHANGE));
        assertThat(failure.code()).isEqualTo("connection");
        return String.valueOf(failure.getMessage());
    }

    @Test
    void duringACommitItIsNotKnownWhatTookHoldAndApplyingAgainFinishes() throws SQLException {
        for (var after : new boolean[] {false, true}) {
            assertThat(messageOfLosing("commit"::equals, after)).contains(UNKNOWN, "apply again");
            intact().apply(CHANGE);
            assertConverged(addUnique("tasks", "external_id"), createIndex("tasks", "title"));
        }
    }

    @Test
    void beforeTheCommitNothingOfTheTransactionWasChanged() throws SQLException {
        var message = messageOfLosing(sql -> sql.startsWith("alter table") || sql.startsWith("create"), false);
        assertThat(message).doesNotContain(UNKNOWN);
        assertThat(message).contains(target.isOnline() ? "steps were done before" : "nothing was changed");
    }

    @Test
    void duringABuildOutsideATransactionItIsNotKnownEither() throws SQLException {
        if (target.isOnline()) {
            assertThat(messageOfLosing(sql -> sql.contains("concurrently"), true))
                    .contains(UNKNOWN);
        }
    }
}
