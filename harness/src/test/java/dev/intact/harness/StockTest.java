package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies that are made before they are asked for, and how. */
class StockTest {
    @Test
    void onceTwoWereNeededTheNextOneIsThereWithASessionBeforeItIsAskedFor() throws Exception {
        var source = TestDatabases.postgres().migratedBy("create table t (id integer)");
        try (var one = source.open();
                var two = source.open()) {
            Await.until("the next one is there", () -> {
                var asked = one.rows("select clock_timestamp()::text").get(0).get(0);
                try (var next = source.open()) {
                    return next.rows("select backend_start < '%s' from pg_stat_activity where pid = pg_backend_pid()"
                                    .formatted(asked))
                            .equals(List.of(List.of(true)));
                }
            });
            assertThat(two.rows("select * from t")).isEmpty();
        }
    }

    /** The whole of it would be as long as the database, seven megabytes. */
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aCopyIsOneOfFilesAndNotOfThePagesOneByOneInTheLog(int version) throws Exception {
        try (var witness = TestDatabases.postgres(version).open();
                var original = TestDatabases.postgres(version).open()) {
            var before =
                    witness.rows("select pg_current_wal_lsn()::text").get(0).get(0);
            original.copy().close();
            assertThat(witness.rows("select pg_wal_lsn_diff(pg_current_wal_lsn(), '%s') < 1000000".formatted(before)))
                    .isEqualTo(List.of(List.of(true)));
        }
    }
}
