package dev.intact.sqlite;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Views and triggers that no longer work. As long as there is one anywhere, DROP COLUMN fails on every table (<a
 * href="https://sqlite.org/lang_altertable.html#altertabdropcol">ALTER TABLE</a>, section 5), and only once it has
 * rewritten the table.
 */
final class BrokenSchema {
    private final Statements statements;

    private BrokenSchema(Statements statements) {
        this.statements = statements;
    }

    /** Refuses if anything is broken, apart from what goes anyway. */
    static void refuse(Statements statements, List<Dependent> going, String what) {
        var broken = new BrokenSchema(statements);
        var names = going.stream().map(Dependent::name).toList();
        var schema = new StoredSchema(statements.database());
        for (var from : List.of(StoredSchema.MAIN, StoredSchema.TEMP)) {
            for (var entry : schema.viewsAndTriggers(from)) {
                if (!names.contains(new TableName(entry.schema(), entry.name()))) {
                    broken.error(entry).ifPresent(error -> {
                        throw new UnsupportedChangeException(
                                what,
                                "the %s %s is broken already, and SQLite drops no column then: %s"
                                        .formatted(entry.type(), entry.name(), error),
                                "mend the %s, or drop it".formatted(entry.type()));
                    });
                }
            }
        }
    }

    /** SQLite compiles a view where it is read, and a trigger where it fires. */
    private Optional<String> error(StoredSchema.Entry entry) {
        for (var query : uses(entry)) {
            try {
                statements.run(DSL.query("explain {0}", query));
            } catch (SQLException e) {
                if (e.getErrorCode() != 1) {
                    throw new DataAccessException("compiling " + entry.name(), e);
                }
                if (counts(Failures.words(e))) {
                    return Optional.of(Failures.words(e));
                }
            }
        }
        return Optional.empty();
    }

    /** Functions and collations may be another connection's: ALTER TABLE does not ask for them. */
    private static boolean counts(String error) {
        return error.contains("no such table") || error.contains("no such column") || error.contains("syntax error");
    }

    private List<Query> uses(StoredSchema.Entry entry) {
        if (entry.isView()) {
            return List.of(DSL.query("select 1 from {0}", DSL.name(entry.schema(), entry.name())));
        }
        var table = entry.schema().equals(StoredSchema.TEMP)
                ? DSL.name(entry.table())
                : DSL.name(entry.schema(), entry.table());
        var header = TriggerHeader.of(entry.sql());
        return switch (header.event()) {
            case "delete" -> List.of(DSL.query("delete from {0}", table));
            case "insert" -> List.of(DSL.query("insert into {0} default values", table));
            default -> updates(entry.table(), header, table);
        };
    }

    private List<Query> updates(String table, TriggerHeader header, org.jooq.Name name) {
        var columns = header.columns().isEmpty()
                ? someColumn(table)
                : header.columns().subList(0, 1);
        return columns.stream()
                .<Query>map(column -> DSL.query("update {0} set {1} = null", name, DSL.name(column)))
                .toList();
    }

    /** {@return the first column that is no generated one} */
    private List<String> someColumn(String table) {
        var names = statements
                .database()
                .fetch(
                        "select c.name from pragma_table_xinfo({0}) as c where c.hidden = 0 order by c.cid limit 1",
                        DSL.inline(table))
                .getValues(0, String.class);
        return new ArrayList<>(names);
    }
}
