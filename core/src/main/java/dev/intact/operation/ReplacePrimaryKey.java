package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Feature;
import dev.intact.catalog.Index;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.TargetKey;
import dev.intact.check.DataCheck;
import dev.intact.check.Duplicates;
import dev.intact.check.Nulls;
import dev.intact.error.DependentsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives a table another primary key. A plain unique index on its columns becomes the key's.
 *
 * @param table the table
 * @param columns the columns of the new key, in order
 * @param name the name of the new key, or null for none where the database has keys without a name
 */
public record ReplacePrimaryKey(
        TableName table, List<String> columns, @Nullable String name) implements Primitive {
    private static final String ROWID_ALIAS = "rowid alias";
    private static final String COMMENT_ON_ITS_INDEX = "comment on the index of constraint ";

    public ReplacePrimaryKey {
        columns = Columns.require("replacePrimaryKey", columns);
    }

    /** {@return the unique index that becomes the key's, if there is one} */
    public Optional<Index> promoted(Catalog before) {
        return before.table(table).indexes().stream()
                .filter(index -> index.state() == Index.State.VALID && index.sameShape(asIndex(before)))
                .findFirst();
    }

    /** {@return the unique index that enforces the key} Its name is free as long as the old key has the new one's. */
    public Index asIndex(Catalog before) {
        return Index.on(Names.unique(before.table(table).name(), columns), columns)
                .withUnique(true);
    }

    @Override
    public Catalog after(Catalog before) {
        var there = before.table(table);
        columns.forEach(there::column);
        var old = there.primaryKey();
        if (old != null && old.columns().equals(columns)) {
            return before;
        }
        if (old != null) {
            refuseIfUsed(before, there, old);
        }
        var without = promoted(before).map(there::without).orElse(there);
        var key = new PrimaryKey(name, columns, List.of(), Deferral.NOT_DEFERRABLE);
        return before.with(without.withColumns(without.columns().stream()
                        .map(column -> columns.contains(column.name()) ? column.withNotNull(true) : column)
                        .toList())
                .withPrimaryKey(key)
                .withProperties(others(before, there, old)));
    }

    private void refuseIfUsed(Catalog before, Table there, PrimaryKey old) {
        var users = Uniqueness.users(there, old.name());
        var subject = "the primary key (%s) of %s".formatted(String.join(", ", old.columns()), table);
        if (!users.isEmpty()) {
            throw new DependentsException(subject, users, "change or drop those first");
        }
        Uniqueness.refuseIfReferenced(before, there.withPrimaryKey(null), old.columns(), subject);
    }

    /** What is said of the old key goes with it, but for a comment where the new one has its name. */
    private TreeMap<String, String> others(Catalog before, Table there, @Nullable PrimaryKey old) {
        var others = new TreeMap<>(there.properties());
        if (isRowid(before, there, columns)) {
            others.put(ROWID_ALIAS, columns.get(0));
        } else {
            others.remove(ROWID_ALIAS);
        }
        if (old == null) {
            return others;
        }
        others.keySet().removeIf(label -> isOf(old, label) && !isKept(old, label));
        return others;
    }

    /** On SQLite such a key is the row's number itself (<a href="https://sqlite.org/rowidtable.html">Rowid Tables</a>). */
    private static boolean isRowid(Catalog before, Table there, List<String> columns) {
        return !before.server().can(Feature.IDENTITY_COLUMNS)
                && columns.size() == 1
                && there.column(columns.get(0)).type().equalsIgnoreCase("integer")
                && !there.properties().containsKey("without rowid");
    }

    /** {@return whether that key, put in its place anew, tells the row's number} */
    static boolean isRowid(Catalog before, Table there, PrimaryKey key) {
        return isRowid(before, there, key.columns());
    }

    private static boolean isOf(PrimaryKey old, String label) {
        return label.endsWith(" primary key")
                || label.equals("autoincrement")
                || (old.name() != null
                        && Stream.of(
                                        Table.COMMENT_ON_INDEX,
                                        COMMENT_ON_ITS_INDEX,
                                        "storage of index ",
                                        Table.USERS_OF_CONSTRAINT)
                                .anyMatch(start -> label.equals(start + old.name())));
    }

    private boolean isKept(PrimaryKey old, String label) {
        return old.name() != null
                && old.name().equals(name)
                && Stream.of(Table.COMMENT_ON_INDEX, COMMENT_ON_ITS_INDEX)
                        .anyMatch(start -> label.equals(start + name));
    }

    /** {@return what was said of the old key and is to be said of the new one, which has its name} */
    public Optional<String> comment(Catalog before) {
        return kept(before, Table.COMMENT_ON_INDEX + name);
    }

    /** {@return the same, of the index behind it} */
    public Optional<String> commentOnIndex(Catalog before) {
        return kept(before, COMMENT_ON_ITS_INDEX + name);
    }

    private Optional<String> kept(Catalog before, String label) {
        var there = before.table(table);
        return there.primaryKey() != null && isKept(there.primaryKey(), label)
                ? Optional.ofNullable(there.properties().get(label))
                : Optional.empty();
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        var there = before.table(table);
        var checks = new ArrayList<DataCheck>();
        var nullable = columns.stream()
                .map(there::column)
                .filter(column -> !column.notNull())
                .map(Column::name)
                .toList();
        boolean filledLater = there.pending().derived().keySet().containsAll(nullable);
        if (!nullable.isEmpty() && !filledLater) {
            checks.add(new Nulls(there.name(), nullable));
        }
        if (!TargetKey.isIn(there, columns)) {
            checks.add(new Duplicates(there.name(), asIndex(before).terms(), null, true));
        }
        return checks;
    }

    @Override
    public List<String> warnings(Catalog before) {
        var there = before.table(table);
        var old = there.primaryKey();
        if (old == null) {
            return List.of();
        }
        var warnings = new ArrayList<String>();
        warnings.add(Uniqueness.lossOf(table, String.join(", ", old.columns())));
        Optional.ofNullable(there.properties().get(ROWID_ALIAS))
                .filter(alias -> !List.of(alias).equals(columns))
                .ifPresent(alias -> warnings.add(
                        "%s (%s) no longer gets a number by itself: an INSERT has to say it".formatted(table, alias)));
        traits(old)
                .forEach(trait -> warnings.add("the %s of %s %s: the new one does not".formatted(old, table, trait)));
        return warnings;
    }

    /** What a key of this kind does not have. */
    private static List<String> traits(PrimaryKey key) {
        var traits = new ArrayList<String>();
        if (!key.include().isEmpty()) {
            traits.add("carries further columns (%s)".formatted(String.join(", ", key.include())));
        }
        if (key.deferral().deferrable()) {
            traits.add("can be deferred");
        }
        return traits;
    }

    /** What points at the new key is in the way of its end. */
    @Override
    public Undo undo(Catalog before) {
        var there = before.table(table);
        var old = there.primaryKey();
        if (old == null) {
            return Undo.impossible("a table that had no primary key is not left without one");
        }
        if (old.columns().equals(columns)) {
            return Undo.NOTHING;
        }
        var operations = new ArrayList<Operation>();
        operations.add(new CreateIndex(
                table,
                Index.on(Names.unique(there.name(), old.columns()), old.columns())
                        .withUnique(true)));
        for (var reference : before.referencesTo(there.name())) {
            if (Uniqueness.sameColumns(reference.referencedColumns(before), columns)) {
                operations.add(new DropForeignKey(
                        reference.from(),
                        reference.key().columns(),
                        reference.key().name()));
            }
        }
        operations.add(new ReplacePrimaryKey(table, old.columns(), old.name()));
        var undo = new Undo(operations, List.of(), List.of());
        for (var trait : traits(old)) {
            undo = undo.noting("the %s of %s %s, and does not when it comes back".formatted(old, table, trait));
        }
        for (var label : there.properties().keySet()) {
            if (isOf(old, label) && !isKept(old, label)) {
                undo = undo.noting("the %s does not come back: %s"
                        .formatted(label, there.properties().get(label)));
            }
        }
        return undo;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        return NamedText.of("replacePrimaryKey", table, columns, name);
    }

    static ReplacePrimaryKey read(Call head, List<Call> rest) {
        return new ReplacePrimaryKey(head.table(), head.texts(1), NamedText.nameIn(rest));
    }
}
