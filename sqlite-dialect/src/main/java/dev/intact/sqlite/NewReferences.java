package dev.intact.sqlite;

import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TargetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;

/**
 * What the database itself says of the references by keys that are new, once it has them. References by other keys that
 * lead nowhere were there before.
 */
final class NewReferences {
    private NewReferences() {}

    static void prove(StageDraft draft, CreateTable present, CreateTable wanted) {
        var numbers = numbers(present, wanted);
        if (numbers.isEmpty() || !canBeChecked(draft)) {
            return;
        }
        draft.prove(
                DSL.query(
                        "select f.\"rowid\" as line, f.parent from pragma_foreign_key_check({0}, 'main') as f where f.fkid in ({1}) limit 1",
                        DSL.inline(draft.table().name().name()),
                        DSL.list(numbers.stream().map(DSL::inline).toList())),
                "the database, too, finds every reference to point at a row");
    }

    /** {@return by what foreign_key_check tells them: it counts from the last one, as foreign_key_list does} */
    private static List<Integer> numbers(CreateTable present, CreateTable wanted) {
        var old = new ArrayList<>(declared(present));
        var declared = declared(wanted);
        return IntStream.range(0, declared.size())
                .filter(place -> !old.remove(declared.get(place)))
                .mapToObj(place -> declared.size() - 1 - place)
                .toList();
    }

    /** {@return what points at what by each key, in the order written} */
    private static List<List<?>> declared(CreateTable definition) {
        return definition.foreignKeys().stream()
                .<List<?>>map(key -> List.of(
                        folded(key.columns()), Identifiers.fold(key.referenced()), folded(key.referencedColumns())))
                .toList();
    }

    private static List<String> folded(List<String> names) {
        return names.stream().map(Identifiers::fold).toList();
    }

    /** It fails over any key of the table that points at columns without a key: https://sqlite.org/foreignkeys.html#fk_indexes. */
    private static boolean canBeChecked(StageDraft draft) {
        return draft.table().foreignKeys().stream()
                .allMatch(key -> draft.before()
                        .find(key.referenced())
                        .map(referenced -> TargetKey.isIn(referenced, columns(key, referenced)))
                        .orElse(true));
    }

    private static List<String> columns(ForeignKey key, Table referenced) {
        return key.referencedColumns().isEmpty()
                ? Optional.ofNullable(referenced.primaryKey())
                        .map(primary -> primary.columns())
                        .orElse(List.of())
                : key.referencedColumns();
    }
}
