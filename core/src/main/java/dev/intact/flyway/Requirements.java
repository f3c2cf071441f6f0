package dev.intact.flyway;

import dev.intact.error.UnsupportedChangeException;
import dev.intact.plan.Phase;
import dev.intact.plan.Plan;
import java.util.Arrays;
import java.util.function.Supplier;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a change needs of the Flyway that runs it. */
record Requirements(Configuration flyway) {
    private static final Logger LOG = LoggerFactory.getLogger(IntactMigration.class);

    /** The change ends Flyway's transaction, in which with {@code group} other people's migrations are. */
    void refuseGroup() {
        if (flyway.isGroup()) {
            throw new UnsupportedChangeException(
                    "a change in a group of migrations",
                    "it has transactions of its own, and those before it in the group would be committed with it",
                    "leave .group(true) out, or in Spring Boot spring.flyway.group=true");
        }
    }

    /** Flyway holds its lock in a transaction unless told otherwise, and that transaction is as old as the migration. */
    void refuseToWaitForTheLock(Supplier<Plan> plan) {
        if (FlywayLock.isTransactional(flyway)
                && plan.get().stages().stream().anyMatch(stage -> !stage.transactional())) {
            throw new UnsupportedChangeException(
                    "an online change under Flyway's transactional lock",
                    "CREATE INDEX CONCURRENTLY waits for every older transaction, and Flyway holds its lock in one",
                    "use IntactFlyway.configure(dataSource), or in Spring Boot"
                            + " spring.flyway.postgresql.transactional-lock=false, or .with(Intact::atomic)");
        }
    }

    /** Warns of the second phase that comes at once. */
    void warnOfBothPhases(IntactMigration first) {
        Arrays.stream(flyway.getJavaMigrations())
                .filter(migration -> isSecondPhase(migration, first) && !isBeyondTarget(migration))
                .forEach(migration -> LOG.warn(
                        "{} and {} run at once, since this database has neither: applications of the release before them"
                                + " stop working. Where such an application runs, bring out the second in a later release.",
                        first,
                        migration));
    }

    private static boolean isSecondPhase(JavaMigration migration, IntactMigration first) {
        return first.isPhase(Phase.EXPAND)
                && migration instanceof IntactMigration second
                && second.isPhase(Phase.CONTRACT)
                && second.change().equals(first.change());
    }

    private boolean isBeyondTarget(JavaMigration migration) {
        var target = flyway.getTarget();
        return target != null && migration.getVersion().compareTo(target) > 0;
    }
}
