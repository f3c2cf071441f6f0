package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Gives a table a wider key, so that what was unique may repeat, and lets the tables that refer to it follow: they get the
 * columns of the key that they lack, filled, and foreign keys to all of it in place of those to the old one.
 *
 * <p>Which tables follow is told by their foreign keys; others are named. A key of theirs that would forbid what the new
 * one allows has to be widened, too, and what refers to that follows in turn.
 *
 * @param table the table
 * @param from the columns of the old key
 * @param to the columns of the new key, in order, the old ones among them
 * @param primary whether the new key is the primary key
 * @param surrogate a primary key of no meaning, in place of the old one
 * @param references tables that refer to the old key, and by which columns; those found by a foreign key need not be named
 * @param widenings keys of following tables that get the new columns as well
 * @param names names of keys, by their columns
 */
public record Rekey(
        TableName table,
        List<String> from,
        List<String> to,
        boolean primary,
        Optional<Surrogate> surrogate,
        List<Referring> references,
        List<KeyColumns> widenings,
        List<Naming> names)
        implements Composite {
    /**
     * A column that becomes the primary key and means nothing.
     *
     * @param column its name
     * @param kind what its values are
     */
    public record Surrogate(String column, SurrogateKey kind) {}

    /**
     * The name of a key.
     *
     * @param name the name
     * @param key the key
     */
    public record Naming(String name, KeyColumns key) {}

    public Rekey {
        from = Columns.require("from", from);
        to = Columns.require("the new key", to);
        references = List.copyOf(references);
        widenings = List.copyOf(widenings);
        names = List.copyOf(names);
    }

    /**
     * The table, which is nothing without its keys.
     *
     * @param table the table
     */
    public record Of(TableName table) {
        /** {@return the old key; the new one follows} */
        public From from(String... columns) {
            return new From(table, List.of(columns));
        }
    }

    /**
     * The old key, which is nothing without the new one.
     *
     * @param table the table
     * @param columns the columns of the old key
     */
    public record From(TableName table, List<String> columns) {
        public From {
            columns = List.copyOf(columns);
        }

        /** {@return the operation, these columns becoming the primary key} */
        public Rekey toPrimaryKey(String... others) {
            return to(true, others);
        }

        /** {@return the operation, these columns becoming unique} */
        public Rekey toUnique(String... others) {
            return to(false, others);
        }

        private Rekey to(boolean primary, String... others) {
            return new Rekey(
                    table, columns, List.of(others), primary, Optional.empty(), List.of(), List.of(), List.of());
        }
    }

    /** {@return this, with a new column of no meaning as the primary key, in place of the old key} */
    public Rekey withPrimaryKey(String column, SurrogateKey kind) {
        return new Rekey(
                table, from, to, primary, Optional.of(new Surrogate(column, kind)), references, widenings, names);
    }

    /**
     * {@return this, with a table that refers to the old key} Needed where no foreign key tells, or where its new column
     * is to have another name than the key's.
     *
     * @param child the referring table
     * @param pairs its columns, and those of the new key that each refers to: {@code column("workflow_slug").to("slug")}
     */
    public Rekey referencedBy(String child, ColumnPair... pairs) {
        return referencedBy(TableName.of(child), pairs);
    }

    /** {@return the same, of a table in a schema} */
    public Rekey referencedBy(TableName child, ColumnPair... pairs) {
        var more = new ArrayList<>(references);
        more.add(new Referring(child, List.of(pairs)));
        return new Rekey(table, from, to, primary, surrogate, more, widenings, names);
    }

    /** {@return this, with the unique or primary key of a following table on these columns getting the new ones as well} */
    public Rekey widening(String child, String... columns) {
        return widening(TableName.of(child), columns);
    }

    /** {@return the same, of a table in a schema} */
    public Rekey widening(TableName child, String... columns) {
        var more = new ArrayList<>(widenings);
        more.add(new KeyColumns(child, List.of(columns)));
        return new Rekey(table, from, to, primary, surrogate, references, more, names);
    }

    /** {@return this, with that name for the new unique, primary or foreign key of that table on just these columns} */
    public Rekey naming(String name, String keyed, String... columns) {
        return naming(name, TableName.of(keyed), columns);
    }

    /** {@return the same, of a table in a schema} */
    public Rekey naming(String name, TableName keyed, String... columns) {
        var more = new ArrayList<>(names);
        more.add(new Naming(name, new KeyColumns(keyed, List.of(columns))));
        return new Rekey(table, from, to, primary, surrogate, references, widenings, more);
    }

    @Override
    public void validate() {
        if (!Set.copyOf(to).containsAll(from) || to.size() == from.size()) {
            throw new InvalidChangeException(
                    "rekey: the new key (%s) of %s has to have all columns of the old one (%s), and at least one more"
                            .formatted(String.join(", ", to), table, String.join(", ", from)));
        }
        if (primary && surrogate.isPresent()) {
            throw new InvalidChangeException(
                    "rekey: %s can have one primary key only: say .toUnique(…) beside .withPrimaryKey(…)"
                            .formatted(table));
        }
        for (var reference : references) {
            if (!ColumnPair.to(reference.pairs()).containsAll(from)
                    || !to.containsAll(ColumnPair.to(reference.pairs()))) {
                throw new InvalidChangeException(
                        "rekey: %s has to say which of its columns refer to (%s), and of the new key's alone"
                                .formatted(reference.table(), String.join(", ", from)));
            }
        }
    }

    @Override
    public Scope scope() {
        return Scope.of(table)
                .withTables(references.stream().map(Referring::table).toList())
                .withTables(widenings.stream().map(KeyColumns::table).toList());
    }

    /** What refers to a key of what refers to the key, and so on. */
    @Override
    public Scope scope(Catalog known) {
        var following = new TreeSet<TableName>();
        follow(known, known.table(table).name(), from, following);
        var scope = Scope.NOTHING.withTables(following);
        for (var name : following) {
            scope = scope.plus(conditions(known, name));
        }
        for (var added : surrogate.stream().toList()) {
            scope = scope.plus(new AddSurrogate(table, added.column(), added.kind()).scope(known));
        }
        return scope;
    }

    /** A run that did not come to its end may have made them. */
    private static Scope conditions(Catalog known, TableName following) {
        return known.find(following).map(KeyCopy::begunOn).orElse(List.of()).stream()
                .flatMap(copy -> copy.nullTogether(known).stream())
                .map(condition -> Scope.of(following, Set.of(condition)))
                .reduce(Scope.NOTHING, Scope::plus);
    }

    private void follow(Catalog known, TableName name, List<String> key, Set<TableName> following) {
        following.add(name);
        for (var referring : Referring.all(known, this, name, key)) {
            var child = known.find(referring.table());
            if (child.isPresent() && !following.contains(child.get().name())) {
                following.add(child.get().name());
                NarrowKey.of(child.get(), ColumnPair.from(referring.pairs()), List.of())
                        .forEach(narrow -> follow(known, child.get().name(), narrow.columns(), following));
            }
        }
    }

    @Override
    public List<Operation> expand(Catalog before) {
        return new RekeyExpansion(this, before).operations();
    }

    /** {@return the name that is said for a key on these columns} */
    Optional<String> name(TableName keyed, List<String> columns) {
        return names.stream()
                .filter(naming -> naming.key().isOn(keyed, columns))
                .map(Naming::name)
                .findFirst();
    }

    // ---- text

    @Override
    public String toString() {
        var calls = new ArrayList<Call>();
        calls.add(Call.of("rekey", table, List.of()));
        calls.add(Call.of("from", from));
        calls.add(Call.of(primary ? "toPrimaryKey" : "toUnique", to));
        surrogate.ifPresent(added -> calls.add(
                Call.of("withPrimaryKey", added.column(), added.kind().name().toLowerCase(Locale.ROOT))));
        references.forEach(reference -> calls.add(new Call(
                "referencedBy",
                Stream.concat(
                                Call.of("", reference.table(), List.of()).arguments().stream(),
                                PairText.of("", reference.pairs()).arguments().stream())
                        .toList())));
        widenings.forEach(key -> calls.add(Call.of("widening", key.table(), key.columns())));
        names.forEach(naming -> calls.add(new Call(
                "naming",
                Stream.concat(
                                Call.of("", naming.name()).arguments().stream(),
                                Call.of("", naming.key().table(), naming.key().columns()).arguments().stream())
                        .toList())));
        return Call.chain(calls);
    }

    static Rekey read(Call head, List<Call> rest) {
        if (rest.size() < 2 || !rest.get(0).name().equals("from")) {
            throw head.unexpected();
        }
        var from = new Of(head.table()).from(rest.get(0).texts(0).toArray(String[]::new));
        var to = rest.get(1).texts(0).toArray(String[]::new);
        var read = switch (rest.get(1).name()) {
            case "toPrimaryKey" -> from.toPrimaryKey(to);
            case "toUnique" -> from.toUnique(to);
            default -> throw rest.get(1).unexpected();
        };
        for (var call : rest.subList(2, rest.size())) {
            read = read.read(call);
        }
        return read;
    }

    private Rekey read(Call call) {
        return switch (call.name()) {
            case "withPrimaryKey" -> withPrimaryKey(call.text(0), AddSurrogate.kind(call.text(1)));
            case "referencedBy" ->
                referencedBy(call.table(), PairText.readAll(call.withoutFirst()).toArray(ColumnPair[]::new));
            case "widening" -> widening(call.table(), call.texts(1).toArray(String[]::new));
            case "naming" ->
                naming(
                        call.text(0),
                        call.withoutFirst().table(),
                        call.withoutFirst().texts(1).toArray(String[]::new));
            default -> throw call.unexpected();
        };
    }
}
