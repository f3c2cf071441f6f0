package dev.intact.sqlite;

import dev.intact.catalog.Dependent;
import dev.intact.catalog.Index;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.UniqueKey;
import dev.intact.sqlite.StoredSchema.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.impl.DSL;

/** The indexes and triggers that DROP TABLE takes along, each to be made again in its own words. */
final class Belongings {
    private final StageDraft draft;
    private final List<Entry> stored = new ArrayList<>();

    Belongings(StageDraft draft) {
        this.draft = draft;
        var schema = new StoredSchema(draft.statements().database());
        var name = draft.table().name().name();
        stored.addAll(schema.of(List.of(name)));
        schema.temporary().stream()
                .filter(entry -> entry.isTrigger() && Identifiers.same(entry.table(), name))
                .forEach(stored::add);
    }

    void makeAgain() {
        var superseded = superseded(draft);
        draft.table().indexes().stream()
                .filter(index -> !superseded.contains(index) && !isDropped(index))
                .forEach(this::makeAgain);
        stored.stream().filter(Entry::isTrigger).filter(this::isStillThere).forEach(this::makeAgain);
    }

    /**
     * {@return the table's indexes whose place a key takes: one that the new definition has, and the old one has not, comes
     * with an index of its own}
     */
    static List<Index> superseded(StageDraft draft) {
        var after = draft.after().table(draft.table().name());
        return draft.table().indexes().stream()
                .filter(index -> !after.indexes().contains(index)
                        && keys(after).contains(index.plainColumns())
                        && !keys(draft.table()).contains(index.plainColumns()))
                .toList();
    }

    private static List<List<String>> keys(Table table) {
        return Stream.concat(
                        Stream.ofNullable(table.primaryKey()).map(PrimaryKey::columns),
                        table.uniqueKeys().stream().map(UniqueKey::columns))
                .toList();
    }

    /** One that the same change has made is not stored yet. */
    private void makeAgain(Index index) {
        var purpose = "make its index %s again".formatted(index.name());
        text(index)
                .ifPresentOrElse(
                        sql -> draft.run(DSL.query("{0}", DSL.raw(sql)), purpose),
                        () -> draft.run(IndexRendering.statement(draft.table().name(), index), purpose));
    }

    private Optional<String> text(Index index) {
        return stored.stream()
                .filter(entry -> entry.type().equals("index") && entry.name().equals(index.name()))
                .filter(entry -> IndexReader.index(
                                TableSource.parseIndex(entry), draft.table().columns())
                        .equals(index))
                .map(Entry::sql)
                .findFirst();
    }

    private boolean isStillThere(Entry trigger) {
        return draft.table().dependents().stream()
                .anyMatch(each -> each.kind() == Dependent.Kind.TRIGGER
                        && each.name().name().equals(trigger.name())
                        && trigger.schema().equals(each.name().schema())
                        && !draft.isDropped(each));
    }

    private boolean isDropped(Index index) {
        return draft.isSaid(IndexRendering.dropping(draft.table().name(), String.valueOf(index.name())));
    }

    private void makeAgain(Entry trigger) {
        draft.run(DSL.query("{0}", DSL.raw(text(trigger))), "make its trigger %s again".formatted(trigger.name()));
    }

    /** What is stored of a temporary trigger does not say so. */
    private static String text(Entry trigger) {
        return trigger.schema().equals(StoredSchema.TEMP) ? temporary(trigger.sql()) : trigger.sql();
    }

    /** {@return what makes the same a temporary one} */
    static String temporary(String creation) {
        var first = TokenReader.significant(creation).get(0);
        return creation.substring(0, first.end()) + " temp" + creation.substring(first.end());
    }
}
