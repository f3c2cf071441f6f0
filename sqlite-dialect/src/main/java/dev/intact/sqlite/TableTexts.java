package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Name;
import org.jooq.Query;

/**
 * The definition of each table as the operations before have left it, while one change is planned. An edited definition
 * is known; what an ALTER TABLE makes of it, only SQLite knows, so it is asked where that matters.
 */
final class TableTexts {
    private final Statements statements;
    private final Map<TableName, Text> texts = new HashMap<>();
    private Optional<Catalog> reached = Optional.empty();

    /** A definition, and the statements that alter it; none is given where it is stored. */
    private record Text(Optional<CreateTable> definition, List<Function<Name, Query>> alterations) {
        static final Text STORED = new Text(Optional.empty(), List.of());

        Text alteredBy(Function<Name, Query> statement) {
            var more = new ArrayList<>(alterations);
            more.add(statement);
            return new Text(definition, more);
        }
    }

    TableTexts(Statements statements) {
        this.statements = statements;
    }

    /** The schema was read: from now on it is what is stored. */
    void forget() {
        texts.clear();
        reached = Optional.empty();
    }

    /** An operation is planned on that schema: the one that the operation before led to, or the one that was read. */
    void startFrom(Catalog before) {
        if (reached.filter(before::equals).isEmpty()) {
            forget();
        }
    }

    void reach(Catalog after) {
        reached = Optional.of(after);
    }

    void define(TableName table, CreateTable definition) {
        texts.put(table, new Text(Optional.of(definition), List.of()));
    }

    void alter(TableName table, Function<Name, Query> statement) {
        texts.merge(table, Text.STORED.alteredBy(statement), (known, one) -> known.alteredBy(statement));
    }

    CreateTable of(TableName table) {
        var text = texts.getOrDefault(table, Text.STORED);
        var definition = text.definition().orElseGet(() -> stored(table));
        return text.alterations().isEmpty() ? definition : altered(definition, text.alterations());
    }

    private CreateTable altered(CreateTable definition, List<Function<Name, Query>> alterations) {
        return Scratch.of(statements, scratch -> {
            scratch.make(definition);
            for (var alteration : alterations) {
                statements.run(alteration.apply(scratch.name(definition.name())));
            }
            return scratch.definition(definition.name());
        });
    }

    private CreateTable stored(TableName table) {
        return new StoredSchema(statements.database())
                .named(StoredSchema.MAIN, List.of(table.name())).stream()
                        .filter(StoredSchema.Entry::isTable)
                        .map(TableSource::parse)
                        .findFirst()
                        .orElseThrow(() -> new UnsupportedChangeException(
                                "giving %s another definition".formatted(table),
                                "it is made by the same change, so its definition is not stored yet",
                                "make it first, in a change of its own"));
    }
}
