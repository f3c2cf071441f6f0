package dev.intact.sqlite;

import java.util.List;
import java.util.stream.Stream;

/** Names that nothing has, for what is gone again at the end. */
final class FreeName {
    private final StoredSchema schema;

    FreeName(Statements statements) {
        this.schema = new StoredSchema(statements.database());
    }

    /** {@return that name, or with as many underscores as it takes} */
    String like(String name) {
        return Stream.iterate(name, taken -> taken + "_")
                .filter(each -> schema.named(StoredSchema.MAIN, List.of(each)).isEmpty()
                        && schema.named(StoredSchema.TEMP, List.of(each)).isEmpty())
                .findFirst()
                .orElseThrow();
    }
}
