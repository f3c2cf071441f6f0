package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Difference;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Server;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.dialect.Session;
import dev.intact.dialect.Session.Access;
import dev.intact.dialect.Settings;
import dev.intact.error.NotVerifiedException;
import dev.intact.harness.Database;
import dev.intact.harness.Script;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.Primitive;
import dev.intact.operation.Quarantine;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.impl.DSL;

/** A database in memory, and a session on it. */
final class TestSession implements AutoCloseable {
    static final Settings SETTINGS = new Settings(Duration.ofSeconds(2), Duration.ZERO, 10_000, false);

    private final Connection connection;
    private final Session session;
    private final Optional<Database> owned;
    private boolean withoutFeatures;

    private TestSession(Connection connection, Settings settings, Optional<Database> owned) throws SQLException {
        this.connection = connection;
        this.session = new SqliteDialect().open(connection, settings);
        this.owned = owned;
    }

    /** On a connection that stays the caller's. */
    static TestSession on(Connection connection, Settings settings) throws SQLException {
        return new TestSession(connection, settings, Optional.empty());
    }

    /** On a database in memory that these scripts have made. */
    static TestSession of(String... scripts) throws SQLException {
        return of(SETTINGS, scripts);
    }

    static TestSession of(Settings settings, String... scripts) throws SQLException {
        var database = TestDatabases.sqlite().open();
        var connection = database.connect();
        var test = new TestSession(connection, settings, Optional.of(database));
        test.run("pragma foreign_keys = off");
        test.run(scripts);
        return test;
    }

    void run(String... scripts) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var script : scripts) {
                for (var sql : Script.statements(script)) {
                    statement.execute(sql);
                }
            }
        }
    }

    /** As on a build that can do no more than the oldest. */
    TestSession withoutFeatures() {
        withoutFeatures = true;
        return this;
    }

    Connection connection() {
        return connection;
    }

    Session session() {
        return session;
    }

    static TableName main(String name) {
        return new TableName("main", name);
    }

    Catalog read(Scope scope) {
        try {
            session.begin(Access.READ);
            try {
                var read = session.read(scope);
                return withoutFeatures
                        ? new Catalog(
                                new Server(read.server().product(), "", Integer.MAX_VALUE, Set.of()),
                                read.searchPath(),
                                read.tables(),
                                read.normalForms(),
                                read.types())
                        : read;
            } finally {
                session.rollback();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    Table table(String name) {
        return read(Scope.of(TableName.of(name))).table(TableName.of(name));
    }

    List<Stage> plan(Primitive operation) {
        return session.render(operation, Optional.empty(), read(operation.scope()), Mode.ATOMIC);
    }

    List<String> sql(Primitive operation) {
        return plan(operation).stream()
                .flatMap(stage -> stage.steps().stream())
                .map(Step::sql)
                .toList();
    }

    /** Does an operation and looks whether the schema came out as it says itself; done again, it has nothing to do. */
    Catalog apply(Primitive operation) throws SQLException {
        var before = read(operation.scope());
        var stages = session.render(operation, Optional.empty(), before, Mode.ATOMIC);
        session.begin(stages.stream().anyMatch(Stage::rebuilds) ? Access.REBUILD : Access.WRITE);
        try {
            for (var stage : stages) {
                assertThat(Difference.between(stage.after(), operation.after(before)))
                        .isEmpty();
                for (var step : stage.steps()) {
                    run(step, before);
                }
            }
            session.commit();
        } catch (SQLException | RuntimeException e) {
            session.rollback();
            throw e;
        }
        var after = read(operation.scope());
        assertThat(differences(operation, operation.after(before), after)).isEmpty();
        assertThat(differences(operation, operation.after(after), after)).isEmpty();
        assertThat(rows("pragma integrity_check")).containsExactly("ok");
        return after;
    }

    /** Neighbours can be none any more. */
    private static List<Difference> differences(Primitive operation, Catalog expected, Catalog actual) {
        var table = expected.table(operation.table()).name();
        var own = List.of(table, Quarantine.of(table));
        return Difference.between(expected, actual).stream()
                .filter(difference -> own.contains(difference.part().table()))
                .toList();
    }

    void run(Step step, Catalog catalog) throws SQLException {
        if (step instanceof Step.Statement statement) {
            session.execute(statement);
        } else if (step instanceof Step.Proof proof
                && !session.database()
                        .fetch(DSL.sql("{0}", DSL.raw(proof.sql())))
                        .isEmpty()) {
            var violations = proof.checks().stream()
                    .flatMap(check -> check.find(session.database(), catalog, 3).stream())
                    .toList();
            throw violations.isEmpty()
                    ? new NotVerifiedException(proof.purpose(), List.of(proof.sql()))
                    : new ViolationsException(violations, "nothing was changed", null);
        }
    }

    /** {@return the rows of a query, each as its values with a bar between them} */
    List<String> rows(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                var values = new ArrayList<String>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    values.add(result.getString(i));
                }
                rows.add(String.join("|", values));
            }
            return rows;
        }
    }

    @Override
    public void close() throws SQLException {
        session.close();
        owned.ifPresent(Database::close);
    }
}
