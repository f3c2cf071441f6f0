package dev.intact.sqlite;

import static dev.intact.Operations.addForeignKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.error.NotVerifiedException;
import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Change;
import dev.intact.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A foreign key that was written into the stored schema is held to by the database's own check. */
class NewReferencesTest {
    private static final Change CHANGE = Change.of(
            "x", addForeignKey("child", "k").references("parent", "id").withoutIndex());

    private Database database;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabases.sqlite().open();
        connection = database.connect();
        run("pragma foreign_keys = off", """
                create table parent (id integer primary key);
                create table other (id integer primary key, "k" text);
                create table child (
                    id integer primary key, a integer references other (id), k integer, b integer references other);
                insert into parent values (1);
                insert into child values (1, null, 1, null);
                """);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void anOrphanThatComesAfterTheOwnProofIsFound() throws SQLException {
        connection.setAutoCommit(false);
        var careless = Intact.using(connection).onProgress(progress -> {
            if (progress.step().sql().equals("pragma writable_schema = reset")) {
                run("insert into child (k) values (9)");
            }
        });
        assertThatThrownBy(() -> careless.apply(CHANGE))
                .isInstanceOf(NotVerifiedException.class)
                .hasMessageContaining("the database, too, finds every reference to point at a row");
        connection.rollback();
        connection.setAutoCommit(true);
        assertThat(Database.rows(connection, "select id from child")).hasSize(1);
        assertThat(Database.rows(connection, "pragma foreign_key_list(child)")).hasSize(2);
    }

    @Test
    void orphansOfOtherKeysWereThereBefore() throws SQLException {
        run("insert into child values (2, 8, 1, 9)");
        var intact = Intact.usingIdle(connection);
        var plan = intact.plan(CHANGE);
        assertThat(checks(plan)).isOne();
        assertThat(intact.apply(plan).changedAnything()).isTrue();
        assertThat(Database.rows(connection, "pragma foreign_key_check")).hasSize(2);
    }

    /** Then foreign_key_check fails, whatever the rows are. */
    @Test
    void aKeyThatPointsAtNoKeyIsNoHindrance() throws SQLException {
        run("alter table child add c references other (k)");
        assertThatThrownBy(() -> run("pragma foreign_key_check(child)")).hasMessageContaining("foreign key mismatch");
        var intact = Intact.usingIdle(connection);
        var plan = intact.plan(CHANGE);
        assertThat(checks(plan)).isZero();
        assertThat(intact.apply(plan).changedAnything()).isTrue();
        assertThat(Database.rows(connection, "pragma foreign_key_list(child)")).hasSize(4);
    }

    private static long checks(Plan plan) {
        return plan.steps().stream()
                .filter(step -> step.sql().contains("pragma_foreign_key_check"))
                .count();
    }

    private void run(String... scripts) {
        try (var statement = connection.createStatement()) {
            for (var sql : scripts) {
                statement.executeUpdate(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
