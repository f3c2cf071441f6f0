package dev.intact.sqlite;

import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.error.NotATableException;
import dev.intact.error.UnknownNameException;
import dev.intact.sqlite.StoredSchema.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Finds the ordinary tables of the main database that a change names, and refuses what else has such a name. */
final class TableFinder {
    private static final Set<String> SCHEMA_TABLES = Set.of("sqlite_schema", "sqlite_master");

    private final DSLContext database;
    private final StoredSchema schema;
    private final List<Entry> main;
    private final List<Entry> temporary;

    TableFinder(DSLContext database, StoredSchema schema, List<Entry> main, List<Entry> temporary) {
        this.database = database;
        this.schema = schema;
        this.main = main;
        this.temporary = temporary;
    }

    /** {@return the names of the tables in the main database} */
    Set<String> find(Scope scope) {
        var found = new TreeSet<String>();
        for (var table : scope.tables()) {
            if (!isThere(table)) {
                throw unknown(table);
            }
            found.add(table.name());
        }
        for (var table : scope.mayBeThere()) {
            if (isThere(table)) {
                found.add(table.name());
            }
        }
        return found;
    }

    private boolean isThere(TableName table) {
        refuseOtherSchema(table);
        if (table.schema() == null) {
            refuseTemporary(table);
        }
        for (var entry : main) {
            if (entry.name().equals(table.name()) && (entry.isTable() || entry.isView())) {
                refuseOtherKind(table, entry);
                return true;
            }
        }
        return false;
    }

    private void refuseOtherSchema(TableName table) {
        var name = table.schema();
        if (name == null || name.equals(StoredSchema.MAIN)) {
            return;
        }
        if (Identifiers.same(name, StoredSchema.TEMP)) {
            throw new NotATableException(table.toString(), "a temporary table");
        }
        if (attached().stream().anyMatch(each -> Identifiers.same(each, name))) {
            throw new NotATableException(table.toString(), "in an attached database");
        }
        throw new UnknownNameException(UnknownNameException.Kind.TABLE, table.name(), name, List.of());
    }

    /** A statement that says no schema would mean the temporary one. */
    private void refuseTemporary(TableName table) {
        for (var entry : temporary) {
            if (Identifiers.same(entry.name(), table.name()) && (entry.isTable() || entry.isView())) {
                throw new NotATableException(table.name(), entry.isTable() ? "a temporary table" : "a temporary view");
            }
        }
    }

    private void refuseOtherKind(TableName table, Entry entry) {
        if (entry.isView()) {
            throw new NotATableException(table.toString(), "a view");
        }
        if (entry.isInternal()) {
            throw new NotATableException(table.toString(), "a table of SQLite's own");
        }
        if (!entry.hasRows()) {
            throw new NotATableException(table.toString(), "a virtual table");
        }
        if (isShadow(entry.name())) {
            throw new NotATableException(table.toString(), "a shadow table, in which a virtual table keeps its rows");
        }
    }

    /** What is called like one need not be one: that, only table_list knows. */
    private boolean isShadow(String name) {
        var owners = StoredSchema.owners(List.of(name));
        boolean hasOwner = main.stream()
                .filter(entry -> entry.isTable() && !entry.hasRows())
                .anyMatch(entry -> owners.stream().anyMatch(owner -> Identifiers.same(owner, entry.name())));
        if (!hasOwner) {
            return false;
        }
        try {
            var kinds = database.fetch(
                    "select t.type from pragma_table_list({0}) as t where t.schema = 'main' and t.name = {0}",
                    DSL.inline(name));
            return kinds.getValues(0, String.class).contains("shadow");
        } catch (DataAccessException e) {
            // Before SQLite 3.37 nobody knows: rather one refused too many.
            return true;
        }
    }

    private RuntimeException unknown(TableName table) {
        for (var other : attached()) {
            if (table.schema() == null
                    && !schema.named(other, List.of(table.name())).isEmpty()) {
                return new NotATableException(table.name(), "in an attached database");
            }
        }
        return SCHEMA_TABLES.contains(Identifiers.fold(table.name()))
                ? new NotATableException(table.toString(), "a table of SQLite's own")
                : new UnknownNameException(
                        UnknownNameException.Kind.TABLE, table.name(), "the main database", schema.tableNames());
    }

    private List<String> attached() {
        var names = new ArrayList<>(
                database.fetch("select name from pragma_database_list").getValues(0, String.class));
        names.removeIf(name -> name.equals(StoredSchema.MAIN) || name.equals(StoredSchema.TEMP));
        return names;
    }
}
