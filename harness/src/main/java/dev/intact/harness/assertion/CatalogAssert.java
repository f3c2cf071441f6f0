package dev.intact.harness.assertion;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import dev.intact.error.Fact;
import dev.intact.error.UnknownNameException;
import dev.intact.error.UnknownNameException.Kind;
import dev.intact.harness.LineDifference;
import java.nio.file.Path;
import java.util.List;

/** Assertions about a schema. Names are exact and are never parsed; one without a schema is looked for on the search path. */
public final class CatalogAssert extends FactsAssert<CatalogAssert, Catalog> {
    private static final String ON_REQUEST = "run the test once with -D%s=true".formatted(SchemaSnapshot.UPDATE);

    CatalogAssert(Catalog actual) {
        super(actual, CatalogAssert.class);
    }

    /** {@return assertions about the table of that name, which is there} */
    public TableAssert table(String table) {
        return table(TableName.of(table));
    }

    /** {@return assertions about the table of that name, which is there} */
    public TableAssert table(TableName table) {
        return new TableAssert(actual.find(table).orElseThrow(() -> noTable(table)), actual);
    }

    /** There is no table of that name. */
    public CatalogAssert doesNotHaveTable(String table) {
        return doesNotHaveTable(TableName.of(table));
    }

    /** There is no table of that name. */
    public CatalogAssert doesNotHaveTable(TableName table) {
        actual.find(table).ifPresent(there -> {
            throw failure("there is a table " + there.name(), TableFacts.of(there));
        });
        return this;
    }

    /**
     * The schema is as the file of that name in {@code src/test/resources} has it: readable text, to be kept with the
     * sources. With {@code -Dintact.snapshots.update=true} it is written, and only then.
     *
     * @param file such as {@code schema.sql}; may have folders
     */
    public CatalogAssert matchesSnapshot(String file) {
        return matchesSnapshot(Path.of("src", "test", "resources").resolve(file));
    }

    /** The same with a file that may be anywhere. */
    public CatalogAssert matchesSnapshot(Path file) {
        var snapshot = new SchemaSnapshot(file);
        var text = new SchemaText(actual).toString();
        if (snapshot.isToBeWritten()) {
            snapshot.write(text);
            return this;
        }
        if (!snapshot.exists()) {
            throw failure("there is no snapshot %s yet".formatted(file), List.of(Fact.of("to write it", ON_REQUEST)));
        }
        var expected = snapshot.read();
        if (!expected.equals(text)) {
            throw failure(
                    "the schema is not as %s has it".formatted(file),
                    List.of(
                            Fact.of("expected", "what has a - before it"),
                            Fact.of("there is", "what has a + before it"),
                            new Fact(
                                    "difference",
                                    LineDifference.between(
                                            expected.lines().toList(),
                                            text.lines().toList())),
                            Fact.of("if right", ON_REQUEST)));
        }
        return this;
    }

    private AssertionError noTable(TableName table) {
        var names = actual.tables().keySet();
        var nearest = new UnknownNameException(
                        Kind.TABLE,
                        table.toString(),
                        "the schema",
                        names.stream().map(TableName::name).toList())
                .nearest();
        return failure(
                "there is no table " + table,
                List.of(
                        TableFacts.list("tables", names),
                        Fact.of("nearest", nearest.isEmpty() ? "none" : String.join(", ", nearest)),
                        Fact.of(
                                "looked in",
                                table.schema() == null ? String.join(", ", actual.searchPath()) : table.schema())));
    }
}
