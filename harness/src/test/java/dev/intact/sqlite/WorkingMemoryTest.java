package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.dialect.Session.Access;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingMemoryTest {
    private static final String CACHE = "pragma cache_size";
    private static final String THREADS = "pragma threads";

    @ParameterizedTest
    @EnumSource
    void itIsTakenForATransactionAndGivenBack(Access access) throws SQLException {
        try (var test =
                TestSession.of("create table t (a int);\n", "pragma cache_size = -1234;\n", "pragma threads = 1;\n")) {
            test.session().begin(access);
            assertThat(test.rows(CACHE)).containsExactly("-65536");
            assertThat(Integer.parseInt(test.rows(THREADS).get(0)))
                    .isEqualTo(Math.min(Runtime.getRuntime().availableProcessors(), 4));
            test.session().rollback();
            test.session().close();
            assertThat(test.rows(CACHE)).containsExactly("-1234");
            assertThat(test.rows(THREADS)).containsExactly("1");
        }
    }

    @Test
    void withoutATransactionNothingIsTaken() throws SQLException {
        try (var test = TestSession.of("pragma cache_size = -1234")) {
            assertThat(test.rows(CACHE)).containsExactly("-1234");
            test.session().close();
            assertThat(test.rows(CACHE)).containsExactly("-1234");
        }
    }

    /** Pages, or KiB where negative. */
    @ParameterizedTest
    @ValueSource(strings = {"-200000", "50000"})
    void aLargerCacheStays(String size) throws SQLException {
        try (var test = TestSession.of("pragma cache_size = " + size)) {
            test.session().begin(Access.WRITE);
            assertThat(test.rows(CACHE)).containsExactly(size);
            test.session().rollback();
        }
    }

    @Test
    void aCacheOfFewPagesIsASmallOne() throws SQLException {
        try (var test = TestSession.of("pragma cache_size = 100")) {
            test.session().begin(Access.WRITE);
            assertThat(test.rows(CACHE)).containsExactly("-65536");
            test.session().rollback();
            test.session().close();
            assertThat(test.rows(CACHE)).containsExactly("100");
        }
    }

    @Test
    void itIsBackBehindAnIndexThatIsBuiltAndOneThatCannotBe() throws SQLException {
        try (var test = TestSession.of("create table t (a int);\n", "insert into t values (1), (1);\n")) {
            test.session().begin(Access.WRITE);
            test.session().execute(statement("CREATE INDEX ix ON t (a)"));
            assertThat(test.rows(CACHE)).containsExactly("-65536");
            assertThatThrownBy(() -> test.session().execute(statement("create unique index uq on t (a)")))
                    .isInstanceOf(SQLException.class);
            assertThat(test.rows(CACHE)).containsExactly("-65536");
            test.session().rollback();
        }
    }

    private static Step.Statement statement(String sql) {
        return new Step.Statement(sql, "build it", List.of(), Step.Patience.LOCK_TIMEOUT);
    }
}
