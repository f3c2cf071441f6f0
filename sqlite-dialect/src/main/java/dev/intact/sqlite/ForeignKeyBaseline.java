package dev.intact.sqlite;

import dev.intact.catalog.Table;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * The references of a table, and to it, that lead nowhere: those that were there before are nobody's fault. Numbers of
 * foreign keys change with the definition, so rows are told by the tables; rows of a table without rowid are counted.
 */
final class ForeignKeyBaseline {
    private final StageDraft draft;
    private final SortedSet<String> referencing;
    private final String remembered;

    private ForeignKeyBaseline(StageDraft draft, SortedSet<String> referencing) {
        this.draft = draft;
        this.referencing = referencing;
        this.remembered = new FreeName(draft).like("lost references before");
    }

    /** {@return nothing where there are no references, or where the same rows are the proof that they lead where they did} */
    static Optional<ForeignKeyBaseline> of(StageDraft draft, CreateTable wanted) {
        Table table = draft.table();
        if (haveTheSameMeaning(draft, wanted)) {
            return Optional.empty();
        }
        var referencing = draft.before().referencesTo(table.name()).stream()
                .map(reference -> reference.from().name())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!table.foreignKeys().isEmpty() || !wanted.foreignKeys().isEmpty()) {
            referencing.add(table.name().name());
        }
        return referencing.isEmpty() ? Optional.empty() : Optional.of(new ForeignKeyBaseline(draft, referencing));
    }

    /** References compare as they did, and those that say no column mean the primary key, which is the same. */
    private static boolean haveTheSameMeaning(StageDraft draft, CreateTable wanted) {
        var present = draft.definition();
        return declared(present).equals(declared(wanted))
                && compared(present, present).equals(compared(wanted, present))
                && (key(present).equals(key(wanted)) || isKeyUnreferenced(draft));
    }

    private static List<?> declared(CreateTable definition) {
        return definition.foreignKeys().stream()
                .map(key -> List.of(key.columns(), key.span().in(definition.sql()), key.deferral()))
                .toList();
    }

    /** {@return by what the values of columns are compared: those that another definition has} */
    private static List<?> compared(CreateTable definition, CreateTable columns) {
        return columns.columns().stream()
                .map(column -> definition.column(column.name()))
                .map(column -> List.of(
                        definition.strict(),
                        column.map(each -> String.valueOf(each.type())),
                        column.stream()
                                .flatMap(each -> each.constraints().stream())
                                .filter(ConstraintClause.Collate.class::isInstance)
                                .map(clause -> clause.span().in(definition.sql()))
                                .toList()))
                .toList();
    }

    private static List<String> key(CreateTable definition) {
        return definition
                .allConstraints()
                .filter(ConstraintClause.PrimaryKey.class::isInstance)
                .map(ConstraintClause.PrimaryKey.class::cast)
                .flatMap(key -> key.columns().stream())
                .map(term -> Identifiers.fold(String.valueOf(term.column())))
                .toList();
    }

    private static boolean isKeyUnreferenced(StageDraft draft) {
        var key = draft.table().primaryKey();
        return key != null
                && draft.before().referencesTo(draft.table().name()).stream()
                        .noneMatch(reference ->
                                Set.copyOf(reference.key().referencedColumns()).equals(Set.copyOf(key.columns())));
    }

    void remember() {
        draft.run(
                DSL.query("create temp table {0} as {1}", DSL.name(remembered), lost()),
                "remember which references lead nowhere already");
    }

    void proveNoMore() {
        draft.prove(
                        DSL.query("""
                                select now.child, now.line, now.parent from ({0}) as now left join {1} as before \
                                on before.child = now.child and before.line is now.line and before.parent = now.parent \
                                where now.lost > coalesce(before.lost, 0)""", lost(), DSL.name(StoredSchema.TEMP, remembered)),
                        "no reference leads nowhere that did not before")
                .run(DSL.query("drop table {0}", DSL.name(StoredSchema.TEMP, remembered)), "that was all it was for");
    }

    private Query lost() {
        return DSL.query("""
                select f."table" as child, f."rowid" as line, f.parent as parent, count(*) as lost \
                from {0} as t join pragma_foreign_key_check(t.column1, 'main') as f group by 1, 2, 3""", StoredSchema.values(referencing));
    }
}
