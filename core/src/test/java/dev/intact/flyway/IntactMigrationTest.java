package dev.intact.flyway;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.operation.Change;
import dev.intact.plan.Phase;
import org.junit.jupiter.api.Test;

class IntactMigrationTest {
    private static final Change CHANGE = Change.of("codes are unique", addUnique("task", "code"));

    /** These stand in the histories of databases: another release that computes others refuses to start on them. */
    @Test
    void checksumsAreThoseOfEarlierReleases() {
        assertThat(IntactMigration.of("1", CHANGE).getChecksum()).isEqualTo(-896_855_468);
        assertThat(IntactMigration.of("1", CHANGE, Phase.EXPAND).getChecksum()).isEqualTo(1_570_419_159);
        assertThat(IntactMigration.of("1", CHANGE, Phase.CONTRACT).getChecksum())
                .isEqualTo(-2_101_027_299);
    }

    @Test
    void anotherChangeHasAnotherChecksum() {
        assertThat(IntactMigration.of("1", Change.of("codes are unique", addUnique("task", "name")))
                        .getChecksum())
                .isNotEqualTo(IntactMigration.of("1", CHANGE).getChecksum());
    }

    @Test
    void theVersionAndTheOptionsAreNoPartOfIt() {
        assertThat(IntactMigration.of("2", CHANGE)
                        .with(intact -> intact.batchSize(7))
                        .getChecksum())
                .isEqualTo(IntactMigration.of("1", CHANGE).getChecksum());
    }

    @Test
    void theHistoryNamesTheChangeAndThePhase() {
        assertThat(IntactMigration.of("1", CHANGE)).hasToString("1 codes are unique");
        assertThat(IntactMigration.of("2.1", CHANGE, Phase.CONTRACT)).hasToString("2.1 codes are unique (contract)");
    }
}
