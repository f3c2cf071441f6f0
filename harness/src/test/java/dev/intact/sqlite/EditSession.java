package dev.intact.sqlite;

import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.dialect.Session.Access;
import dev.intact.dialect.Settings;
import dev.intact.operation.SetNotNull;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A session that gives tables other definitions, whatever an operation would say. */
final class EditSession implements AutoCloseable {
    private final TestSession test;
    private final Workplace workplace;

    private EditSession(TestSession test) {
        this.test = test;
        this.workplace = ((SqliteSession) test.session()).workplace();
    }

    /** On a database in memory that these scripts have made. */
    static EditSession of(Way way, String... scripts) throws SQLException {
        return new EditSession(TestSession.of(settings(way, false), scripts));
    }

    static EditSession on(Connection connection, Way way, boolean joined) throws SQLException {
        return new EditSession(TestSession.on(connection, settings(way, joined)));
    }

    private static Settings settings(Way way, boolean joined) {
        return new Settings(
                Duration.ofSeconds(2), Duration.ZERO, 10_000, joined, way == Way.IN_PLACE, Optional.empty(), false);
    }

    TestSession session() {
        return test;
    }

    void run(String... scripts) throws SQLException {
        test.run(scripts);
    }

    List<String> rows(String sql) throws SQLException {
        return test.rows(sql);
    }

    void begin(Access access) throws SQLException {
        test.session().begin(access);
    }

    StageDraft draft(String table) {
        var name = TableName.of(table);
        var before = test.session().read(Scope.of(name));
        return new StageDraft(
                workplace, new SetNotNull(name, before.table(name).columnNames().get(0)), before);
    }

    /** Plans as in a run: in one transaction, of which nothing stays. */
    @SafeVarargs
    final Stage plan(String table, UnaryOperator<CreateTable>... edits) throws SQLException {
        begin(Access.READ);
        try {
            var draft = draft(table);
            for (var edit : edits) {
                TableEdit.of(draft, edit.apply(draft.definition()), "edit the definition");
            }
            return draft.in(Phase.EXPAND);
        } finally {
            test.session().rollback();
        }
    }

    @SafeVarargs
    final void edit(String table, UnaryOperator<CreateTable>... edits) throws SQLException {
        apply(plan(table, edits));
    }

    void apply(Stage stage) throws SQLException {
        begin(stage.rebuilds() ? Access.REBUILD : Access.WRITE);
        run(stage);
    }

    void runAndCommit(StageDraft draft) throws SQLException {
        run(draft.in(Phase.EXPAND));
    }

    void runSteps(Stage stage) throws SQLException {
        for (var step : stage.steps()) {
            test.run(step, stage.before());
        }
    }

    private void run(Stage stage) throws SQLException {
        try {
            runSteps(stage);
            test.session().commit();
        } catch (SQLException | RuntimeException e) {
            test.session().rollback();
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        test.close();
    }
}
