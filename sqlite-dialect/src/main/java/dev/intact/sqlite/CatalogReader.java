package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Pending;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Server;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * Reads the part of a schema that a change touches. Of a neighbour, no dependents are read: to find them would cost another
 * search through every text.
 */
final class CatalogReader {
    private final DSLContext database;
    private final Statements statements;
    private Optional<Server> server = Optional.empty();

    CatalogReader(DSLContext database, Statements statements) {
        this.database = database;
        this.statements = statements;
    }

    Catalog read(Scope scope) {
        return scope.everything()
                ? readNamed(scope.withTables(new StoredSchema(database)
                        .tableNames().stream()
                                .map(name -> new TableName(StoredSchema.MAIN, name))
                                .toList()))
                : readNamed(scope);
    }

    private Catalog readNamed(Scope scope) {
        var normalForms = normalForms(scope);
        var types = scope.types().stream().collect(Collectors.toMap(UserSql::type, UserSql::storedType));
        var names = names(scope);
        var schema = new StoredSchema(database);
        var around = names.isEmpty() ? List.<StoredSchema.Entry>of() : schema.around(names);
        var temporary = schema.temporary();
        var found = new TableFinder(database, schema, around, temporary).find(scope);
        var sources = SourceReader.read(database, schema, found, around);
        var byName = sources.stream()
                .collect(Collectors.toMap(source -> Identifiers.fold(source.name()), Function.identity()));
        var dependents = DependentReader.read(schema, found, around, temporary);
        var tables = new TreeMap<TableName, Table>();
        for (var source : sources) {
            var table = table(source, byName);
            tables.put(
                    table.name(),
                    found.contains(source.name())
                            ? table.withDependents(dependents.of(source.name(), table.columnNames()))
                            : table);
        }
        return new Catalog(server(), List.of(StoredSchema.MAIN), tables, normalForms, types);
    }

    private static Set<String> names(Scope scope) {
        return Stream.concat(scope.tables().stream(), scope.mayBeThere().stream())
                .map(TableName::name)
                .collect(Collectors.toSet());
    }

    private static Map<TableName, Map<String, String>> normalForms(Scope scope) {
        var forms = new HashMap<TableName, Map<String, String>>();
        scope.expressions().forEach((table, texts) -> {
            var ofTable =
                    forms.computeIfAbsent(new TableName(StoredSchema.MAIN, table.name()), name -> new HashMap<>());
            texts.forEach(text -> ofTable.put(text, NormalForm.of(UserSql.expression(text))));
        });
        return forms;
    }

    private static Table table(TableSource source, Map<String, TableSource> byName) {
        var columns = ColumnReader.columns(source);
        var constraints = new ConstraintReader(source, columns);
        var table = Table.of(new TableName(StoredSchema.MAIN, source.name()), columns);
        return new Table(
                table.name(),
                table.kind(),
                columns,
                constraints.primaryKey(),
                constraints.uniqueKeys(),
                source.indexes().stream().map(index -> index.on(columns)).toList(),
                constraints.foreignKeys(byName),
                constraints.checks(),
                List.of(),
                List.of(),
                List.of(),
                PropertyReader.properties(source, constraints),
                Pending.NOTHING);
    }

    private Server server() {
        if (server.isEmpty()) {
            try {
                server = Optional.of(ServerReader.read(statements));
            } catch (SQLException e) {
                throw new DataAccessException("the version of SQLite", e);
            }
        }
        return server.get();
    }
}
