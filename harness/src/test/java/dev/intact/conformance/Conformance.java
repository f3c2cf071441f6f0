package dev.intact.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.intact.Intact;
import dev.intact.Report;
import dev.intact.harness.Database;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import dev.intact.operation.Reverse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A fresh database of each target for each test. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.intact.conformance.Target#chosen")
abstract class Conformance {
    final Target target;
    Database database;
    private Optional<HikariDataSource> pool = Optional.empty();

    Conformance(Target target) {
        this.target = target;
        this.database = target.open();
    }

    @BeforeEach
    void createTables() throws SQLException {
        database.execute("""
                create table tasks (
                  id integer primary key,
                  project_id integer not null,
                  external_id text,
                  title text,
                  note text default 'none');
                create index ix_tasks_external_id on tasks (external_id);
                insert into tasks (id, project_id, external_id, title) values
                  (1, 1, 'a', 'One'), (2, 1, 'b', 'Two'), (3, 2, 'c', 'Three'), (4, 2, null, null), (5, 2, null, 'Five');
                """);
    }

    @AfterEach
    void close() {
        beginSessionsAnew();
        database.close();
    }

    /** Ends those of the pool: what is set for a database holds for new ones. */
    void beginSessionsAnew() {
        pool.ifPresent(HikariDataSource::close);
        pool = Optional.empty();
    }

    /** As most services have it, with a pool: to begin a session on PostgreSQL would take most of a test's time. */
    Intact intact() {
        return target.intact(target.isPostgres() ? pool() : database.dataSource());
    }

    private DataSource pool() {
        if (pool.isEmpty()) {
            var settings = new HikariConfig();
            settings.setDataSource(database.dataSource());
            settings.setMaximumPoolSize(4);
            settings.setMinimumIdle(0);
            pool = Optional.of(new HikariDataSource(settings));
        }
        return pool.orElseThrow();
    }

    Report apply(Operation... operations) {
        return intact().apply(Change.of("the change", operations));
    }

    /** Makes external_id have duplicates: 'a' on 1, 6 and 7, 'b' on 2 and 8. */
    void insertDuplicates() {
        execute(
                "insert into tasks (id, project_id, external_id, title) values (6, 9, 'a', 'x'), (7, 8, 'a', 'y'), (8, 1, 'b', 'z')");
    }

    void execute(String... scripts) {
        try {
            database.execute(scripts);
        } catch (SQLException e) {
            throw new AssertionError(String.join("\n", scripts), e);
        }
    }

    /** Runs statements while no foreign key is looked at. */
    void slipIn(String... statements) {
        var script = new ArrayList<String>();
        script.add(target.isPostgres() ? "set session_replication_role = replica" : "pragma foreign_keys = off");
        script.addAll(List.of(statements));
        execute(script.toArray(String[]::new));
    }

    List<? extends List<?>> rows(String query) {
        try {
            return database.rows(query);
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    /** The database itself refuses it. */
    void assertRefusedByDatabase(String sql) {
        Assertions.assertThatThrownBy(() -> database.execute(sql)).isInstanceOf(SQLException.class);
    }

    void assertAcceptedByDatabase(String sql) {
        execute(sql);
    }

    /** Whatever it throws, schema and rows are as they were. */
    <T extends Throwable> T assertRefused(Class<T> type, ThrowingCallable work) {
        var before = Snapshot.of(database);
        var refusal = Assertions.catchThrowableOfType(type, work);
        assertThat(refusal).isNotNull();
        assertThat(Snapshot.of(database)).isEqualTo(before);
        return refusal;
    }

    /** The reverse brings back the very same schema, and every row that was there. */
    void assertReverses(Report report, List<String> before) {
        assertThat(report.reverse()).isInstanceOf(Reverse.Reversible.class);
        intact().apply(((Reverse.Reversible) report.reverse()).change());
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }

    /** A second run has nothing to do. */
    void assertConverged(Operation... operations) {
        var before = Snapshot.of(database);
        assertThat(intact().plan(Change.of("again", operations)).steps()).isEmpty();
        assertThat(apply(operations).changedAnything()).isFalse();
        assertThat(Snapshot.of(database)).isEqualTo(before);
    }
}
