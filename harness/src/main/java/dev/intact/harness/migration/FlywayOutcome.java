package dev.intact.harness.migration;

import dev.intact.harness.Database;
import java.util.regex.Pattern;

/** What becomes of a database when it is migrated to a version of a Flyway history. */
public final class FlywayOutcome extends MigrationOutcome<FlywayOutcome> {
    private final FlywayHistory history;
    private final String version;

    FlywayOutcome(MigrationTest test, FlywayHistory history, String version) {
        super(test);
        this.history = history;
        this.version = version;
    }

    @Override
    String name() {
        return "version " + version;
    }

    @Override
    void migrate(Database database) {
        history.upTo(version).migrate(database.dataSource());
    }

    /** It notes what failed. */
    @Override
    boolean isItsOwn(String line) {
        return isOf(history.table(), line);
    }

    /** {@return whether the line of a snapshot is of that table, or of one of its indexes} */
    static boolean isOf(String table, String line) {
        return Pattern.compile(
                        "(schema: \\[((table|index), |[^,]+\\.)|[^:]+\\.)%s(_pk|_s_idx)?[,:].*"
                                .formatted(Pattern.quote(table)),
                        Pattern.DOTALL)
                .matcher(line)
                .matches();
    }

    @Override
    FlywayOutcome self() {
        return this;
    }
}
