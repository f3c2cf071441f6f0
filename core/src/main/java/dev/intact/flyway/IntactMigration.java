package dev.intact.flyway;

import dev.intact.Intact;
import dev.intact.error.IntactException;
import dev.intact.operation.Change;
import dev.intact.plan.Phase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * A change as a migration of Flyway: for {@code javaMigrations(…)}, or a bean where Spring Boot runs Flyway. Immutable.
 *
 * <p>It runs on Flyway's connection, in transactions of its own, of which a failed one leaves no row in Flyway's history:
 * the next start goes on from where it ended. On PostgreSQL it needs {@link IntactFlyway#configure Flyway's lock at session
 * level}, unless it runs {@link Intact#atomic}. On SQLite, where Flyway has no lock, instances that start at once need
 * {@link IntactFlyway#migrate}.
 */
@SuppressWarnings("exports") // Flyway is required static: whoever uses this requires it.
public final class IntactMigration implements JavaMigration {
    /** What the checksum is made of besides the change; another way to make it would be another format. */
    private static final String FORMAT = "intact 1";

    private final MigrationVersion version;
    private final Change change;
    private final Optional<Phase> phase;
    private final UnaryOperator<Intact> options;

    private IntactMigration(
            MigrationVersion version, Change change, Optional<Phase> phase, UnaryOperator<Intact> options) {
        this.version = version;
        this.change = change;
        this.phase = phase;
        this.options = options;
    }

    /**
     * {@return a migration that does the whole change}
     *
     * @param version its place in the history, such as {@code "14"} or {@code "2026.11.3"}
     */
    public static IntactMigration of(String version, Change change) {
        return new IntactMigration(
                MigrationVersion.fromVersion(version), change, Optional.empty(), UnaryOperator.identity());
    }

    /**
     * {@return a migration that does one phase of the change} EXPAND goes into one release and CONTRACT into a later one,
     * when no instance of the release before EXPAND is left. A history that holds both for a database which has neither
     * runs both at once, with a warning.
     *
     * @param version its place in the history
     */
    public static IntactMigration of(String version, Change change, Phase phase) {
        return new IntactMigration(
                MigrationVersion.fromVersion(version), change, Optional.of(phase), UnaryOperator.identity());
    }

    /**
     * {@return this migration, run with options} They are no part of the checksum.
     *
     * @param options such as {@code intact -> intact.batchSize(1_000)}, on top of those given before
     */
    public IntactMigration with(UnaryOperator<Intact> options) {
        return new IntactMigration(version, change, phase, intact -> options.apply(this.options.apply(intact)));
    }

    /** {@return what is done} */
    public Change change() {
        return change;
    }

    /** {@return the phase that is done, or nothing for the whole change} */
    public Optional<Phase> phase() {
        return phase;
    }

    @Override
    public MigrationVersion getVersion() {
        return version;
    }

    @Override
    public String getDescription() {
        return phase.map(part -> change.name() + " (" + part.name().toLowerCase(Locale.ROOT) + ")")
                .orElse(change.name());
    }

    /** {@return a checksum of the change's canonical text and the phase: the same in every release} */
    @Override
    public Integer getChecksum() {
        var sum = new CRC32();
        var text = String.join("\n", FORMAT, phase.map(Phase::name).orElse("WHOLE"), change.text());
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return (int) sum.getValue();
    }

    /**
     * {@return true} Flyway begins a transaction that the change then ends, nothing having been done in it. If it began none,
     * a failure would leave a row in the history for a person to repair.
     */
    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        try {
            var requirements = new Requirements(context.getConfiguration());
            requirements.refuseGroup();
            Idle.on(
                    context.getConnection(),
                    connection -> migrate(options.apply(Intact.usingIdle(connection)), requirements));
        } catch (IntactException e) {
            // The one kind of exception whose message Flyway shows.
            throw new SQLException(e.getMessage(), e);
        }
    }

    private void migrate(Intact intact, Requirements requirements) {
        requirements.refuseToWaitForTheLock(
                () -> phase.map(part -> intact.plan(change, part)).orElseGet(() -> intact.plan(change)));
        requirements.warnOfBothPhases(this);
        phase.ifPresentOrElse(part -> intact.apply(change, part), () -> intact.apply(change));
    }

    boolean isPhase(Phase asked) {
        return phase.equals(Optional.of(asked));
    }

    @Override
    public String toString() {
        return version + " " + getDescription();
    }
}
