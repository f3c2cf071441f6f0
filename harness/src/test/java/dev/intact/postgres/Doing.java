package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Difference;
import dev.intact.dialect.Session;
import dev.intact.harness.Database;
import dev.intact.operation.Primitive;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;

/** Does an operation stage by stage, and holds the schema against what each stage promises. */
final class Doing {
    private Doing() {}

    /** The stages of an operation, nothing being done. */
    static List<Stage> render(Database database, Primitive operation, Mode mode) throws SQLException {
        try (var connection = database.connect();
                var session = new PostgresDialect().open(connection, Reading.SETTINGS)) {
            return render(session, operation, mode);
        }
    }

    private static List<Stage> render(Session session, Primitive operation, Mode mode) throws SQLException {
        session.begin(Session.Access.READ);
        try {
            return session.render(operation, Optional.empty(), session.read(operation.scope()), mode);
        } finally {
            session.rollback();
        }
    }

    /** The statements of an operation, after they were run. A stage on its own stands in brackets. */
    static List<String> run(Database database, Primitive operation, Mode mode) throws SQLException {
        var statements = new ArrayList<String>();
        try (var connection = database.connect();
                var session = new PostgresDialect().open(connection, Reading.SETTINGS)) {
            for (var stage : render(session, operation, mode)) {
                run(session, stage);
                var sql = stage.steps().stream().map(Step::sql).toList();
                statements.addAll(stage.transactional() ? sql : List.of("[" + sql.get(0) + "]"));
                assertThat(differences(stage.after(), read(session, operation)))
                        .as("what %s leaves", sql)
                        .isEmpty();
            }
            assertThat(render(session, operation, mode)).as("a second time").isEmpty();
        }
        return statements;
    }

    /** A table may cease to be a neighbour: then it is not read any more. */
    private static List<Difference> differences(Catalog promised, Catalog found) {
        return Difference.between(promised, found).stream()
                .filter(each -> found.find(each.part().table()).isPresent())
                .toList();
    }

    private static Catalog read(Session session, Primitive operation) throws SQLException {
        session.begin(Session.Access.READ);
        try {
            return session.read(operation.scope());
        } finally {
            session.rollback();
        }
    }

    private static void run(Session session, Stage stage) throws SQLException {
        if (stage.transactional()) {
            session.begin(Session.Access.WRITE);
        }
        for (var step : stage.steps()) {
            if (step instanceof Step.Statement statement) {
                session.execute(statement);
            } else {
                assertThat(session.database().fetch(DSL.raw(step.sql()).toString()))
                        .isEmpty();
            }
        }
        if (stage.transactional()) {
            session.commit();
        }
    }
}
