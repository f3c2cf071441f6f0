package dev.intact.sqlite;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names that nothing has, for what is gone again at the end; nor does anything name them, such as a foreign key to a table
 * that is not there: it would become one to what has the name for a while.
 */
final class FreeName {
    private final StoredSchema schema;
    private final Set<String> planned;

    FreeName(StageDraft draft) {
        this.schema = new StoredSchema(draft.statements().database());
        this.planned = draft.before().tables().values().stream()
                .flatMap(table -> table.indexAndConstraintNames().stream())
                .map(Identifiers::fold)
                .collect(Collectors.toSet());
    }

    /** {@return that name, or with as many underscores as it takes} */
    String like(String name) {
        return Stream.iterate(name, taken -> taken + "_")
                .filter(each -> !planned.contains(Identifiers.fold(each)))
                .filter(each -> Stream.of(StoredSchema.MAIN, StoredSchema.TEMP)
                        .allMatch(from -> schema.named(from, List.of(each)).isEmpty() && !schema.isNamed(from, each)))
                .findFirst()
                .orElseThrow();
    }
}
