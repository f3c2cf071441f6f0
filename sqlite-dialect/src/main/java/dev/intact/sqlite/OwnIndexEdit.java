package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The indexes that come with a definition which becomes another, while the stored schema is edited: those that go become
 * indexes like others, with a definition of their own, and can be dropped; those that come were built as such. What is in
 * them is the same either way (<a href="https://sqlite.org/fileformat2.html#intschema">file format</a>, section 2.6.2).
 */
final class OwnIndexEdit implements Exchange {
    private final StageDraft draft;
    private final List<Passing> going = new ArrayList<>();
    private final List<Passing> coming = new ArrayList<>();

    /**
     * An index that is not the definition's own for a while.
     *
     * @param other its name for as long
     */
    private record Passing(OwnIndex index, String other) {}

    /** From the first difference on: the number in its name tells whose an index is. */
    OwnIndexEdit(StageDraft draft, RowFacts before, RowFacts after) {
        this.draft = draft;
        var names = new FreeName(draft);
        var present = before.ownIndexes();
        var wanted = after.ownIndexes();
        int same = 0;
        while (same < Math.min(present.size(), wanted.size())
                && present.get(same).equals(wanted.get(same))) {
            same++;
        }
        present.stream().skip(same).forEach(index -> going.add(new Passing(index, names.like("old " + index.name()))));
        wanted.stream().skip(same).forEach(index -> coming.add(new Passing(index, names.like("new " + index.name()))));
    }

    /** {@return whether a primary key's index is among them; that of a table without rowid holds the rows} */
    boolean hasPrimaryKey() {
        return Stream.concat(going.stream(), coming.stream())
                .anyMatch(each -> each.index().isOfPrimaryKey());
    }

    @Override
    public void build() {
        coming.forEach(each -> draft.run(
                definition("unique index", qualified(each.other()), each.index()),
                "build the index that comes with it"));
    }

    @Override
    public void exchange() {
        going.forEach(this::release);
        coming.forEach(each -> store(each.other(), each.index().name(), DSL.inline((String) null)));
    }

    private void release(Passing passing) {
        var definition = definition("index", Quoted.name(passing.other()), passing.index());
        store(
                passing.index().name(),
                passing.other(),
                DSL.inline(draft.statements().text(definition)));
        new StoredSchema(draft.statements().database())
                .named(StoredSchema.MAIN, List.of("sqlite_stat1", "sqlite_stat4"))
                .forEach(statistics -> draft.run(
                        DSL.query(
                                "delete from {0} where idx = {1} collate nocase",
                                DSL.name(StoredSchema.MAIN, statistics.name()),
                                DSL.inline(passing.index().name())),
                        "forget what ANALYZE found of its index"));
    }

    private void store(String present, String name, QueryPart definition) {
        draft.run(
                DSL.query(
                        "update main.sqlite_schema set name = {0}, sql = {1} where type = 'index' and name = {2} collate nocase",
                        DSL.inline(name), definition, DSL.inline(present)),
                "from now on the index is " + name);
        SchemaEdit.proveOneChanged(draft);
    }

    @Override
    public void finish() {
        going.forEach(each ->
                draft.run(DSL.query("drop index {0}", qualified(each.other())), "drop the index that came with it"));
        if (!coming.isEmpty()) {
            Belongings.superseded(draft)
                    .forEach(index -> draft.run(
                            IndexRendering.dropping(draft.table().name(), String.valueOf(index.name())),
                            "the key has an index of its own"));
        }
        SchemaEdit.proveSound(draft);
    }

    private QueryPart qualified(String index) {
        return Quoted.name(draft.table().name().sibling(index));
    }

    private Query definition(String kind, QueryPart name, OwnIndex index) {
        return DSL.query(
                "create {0} {1} on {2} ({3})",
                DSL.keyword(kind),
                name,
                Quoted.name(draft.table().name().name()),
                DSL.list(index.terms().stream()
                        .filter(OwnIndex.Term::key)
                        .map(OwnIndexEdit::term)
                        .toList()));
    }

    private static QueryPart term(OwnIndex.Term term) {
        return DSL.sql(
                "{0} collate {1}{2}",
                Quoted.name(term.column()), Quoted.name(term.collation()), DSL.raw(term.descending() ? " desc" : ""));
    }
}
