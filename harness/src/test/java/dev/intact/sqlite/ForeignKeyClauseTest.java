package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey.Action;
import dev.intact.harness.TestDatabases;
import dev.intact.sqlite.ConstraintClause.ForeignKey;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignKeyClauseTest {
    @Test
    void everyPieceSurvives() {
        var sql = "create table t(a, b, constraint \"f k\" foreign key (a, 'b') references [p q](c, \"d\")"
                + " on delete set null match full on update cascade deferrable initially deferred)";
        assertThat(CreateTable.parse(sql).foreignKeys())
                .containsExactly(new ForeignKey(
                        "f k",
                        List.of("a", "b"),
                        "p q",
                        List.of("c", "d"),
                        Action.SET_NULL,
                        Action.CASCADE,
                        "full",
                        Deferral.INITIALLY_DEFERRED,
                        new Span(21, sql.length() - 1)));
    }

    @Test
    void behindAColumnItIsThatColumns() {
        var sql = "create table t(\"A\" references p)";
        assertThat(CreateTable.parse(sql).foreignKeys())
                .containsExactly(new ForeignKey(
                        null,
                        List.of("A"),
                        "p",
                        List.of(),
                        Action.NO_ACTION,
                        Action.NO_ACTION,
                        null,
                        Deferral.NOT_DEFERRABLE,
                        new Span(19, 31)));
    }

    @Test
    void theLastActionOfAKindCountsAndOnInsertDoesNot() {
        var table = CreateTable.parse(
                "create table t(a references p on delete cascade on insert restrict on delete set default)");
        assertThat(table.foreignKeys()).extracting(ForeignKey::onDelete).containsExactly(Action.SET_DEFAULT);
        assertThat(table.foreignKeys()).extracting(ForeignKey::onUpdate).containsExactly(Action.NO_ACTION);
    }

    @Test
    void aDeferrableClauseApartIsKeptAsAClauseOfItsOwn() {
        var table = CreateTable.parse("create table t(a references p not null deferrable initially deferred)");
        assertThat(table.allConstraints().map(clause -> clause.span().in(table.sql())))
                .containsExactly("references p", "not null", "deferrable initially deferred");
        assertThat(table.foreignKeys()).extracting(ForeignKey::deferral).containsExactly(Deferral.INITIALLY_DEFERRED);
    }

    /** SQLite refuses to write them today, but reads them: parse.y, at eidlist. */
    @Test
    void collationsAndDirectionsOfOldSchemasArePassedOver() {
        var table = CreateTable.parse(
                "create table t(a, b, foreign key (a asc, b collate nocase desc) references p(c collate \"x\", d desc))");
        assertThat(table.foreignKeys()).extracting(ForeignKey::columns).containsExactly(List.of("a", "b"));
        assertThat(table.foreignKeys())
                .extracting(ForeignKey::referencedColumns)
                .containsExactly(List.of("c", "d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a int references p, b int, c int",
                "a int references p deferrable, b int, c int",
                "a int references p deferrable initially immediate, b int, c int",
                "a int references p deferrable initially deferred, b int, c int",
                "a int references p not deferrable initially deferred, b int, c int",
                "a int references p deferrable initially deferred not deferrable, b int, c int",
                "a int references p not deferrable deferrable initially deferred, b int, c int",
                "a int references p not null default 1 deferrable initially deferred, b int, c int",
                "a int references p constraint x deferrable initially deferred, b int, c int",
                // Another column's key
                "a int references p, b int deferrable initially deferred, c int",
                "a int references p, b int references p not null default 1 deferrable initially deferred, c int",
                "a int references p deferrable initially deferred, b int references p, c int not deferrable",
                "a int references p, b int deferrable initially deferred, c int not deferrable",
                "a int deferrable initially deferred references p, b int, c int",
                // Behind all columns
                "a int, b int references p, c int, foreign key (a) references p deferrable initially deferred",
                "a int, b int, c int, foreign key (a) references p foreign key (c) references p deferrable initially deferred",
                "a int references p, b int deferrable initially deferred, c int, foreign key (c) references p",
            })
    void aForeignKeyIsDeferredWhenSqliteDefersIt(String columns) throws SQLException {
        try (var database = TestDatabases.sqlite().open();
                var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate("pragma foreign_keys = on; create table p(x integer primary key); "
                    + "insert into p values (1); create table t(" + columns + ")");
            for (var key : CreateTable.parse("create table t(" + columns + ")").foreignKeys()) {
                var orphan = "insert into t(" + key.columns().get(0) + ") values (99)";
                assertThat(isAcceptedUntilCommit(orphan, statement))
                        .as(key.span().toString())
                        .isEqualTo(key.deferral() == Deferral.INITIALLY_DEFERRED);
            }
        }
    }

    private static boolean isAcceptedUntilCommit(String orphan, Statement statement) throws SQLException {
        statement.execute("begin");
        try {
            statement.execute(orphan);
            return true;
        } catch (SQLException foreignKeyFailed) {
            return false;
        } finally {
            statement.execute("rollback");
        }
    }
}
