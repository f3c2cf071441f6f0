package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Columns of a table's key that a table which refers to it is to have as well. In each pair, the child's column comes
 * first.
 *
 * @param child the referring table
 * @param parent the table whose key it is
 * @param joined the columns by which rows refer, and those that they refer to
 * @param copied the child's new columns, and the parent's that they are filled from
 * @param present the child's columns that are there already, and the parent's that they are to be equal to
 */
public record KeyCopy(
        TableName child, TableName parent, List<ColumnPair> joined, List<ColumnPair> copied, List<ColumnPair> present) {
    private static final String UNDER_WAY = "key being copied from ";
    private static final String KEPT = "key copied from ";

    public KeyCopy {
        joined = List.copyOf(joined);
        copied = List.copyOf(copied);
        present = List.copyOf(present);
    }

    /** {@return the child's columns that hold what the parent's hold in the end, and those} */
    public List<ColumnPair> all() {
        return Stream.concat(copied.stream(), present.stream()).toList();
    }

    /** {@return the child's columns that refer to these of the key, in this order} */
    List<String> referringTo(List<String> key) {
        return key.stream()
                .map(column -> Stream.concat(joined.stream(), all().stream())
                        .filter(pair -> pair.to().equals(column))
                        .map(ColumnPair::from)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    /** {@return this with the full names of both tables} */
    public KeyCopy exact(Catalog catalog) {
        return new KeyCopy(catalog.table(child).name(), catalog.table(parent).name(), joined, copied, present);
    }

    /** {@return whether each row must refer to one of the parent} */
    public boolean isRequired(Catalog catalog) {
        return joined.stream()
                .allMatch(pair -> catalog.table(child).column(pair.from()).notNull());
    }

    /** {@return the child's columns that make up the reference in the end} */
    List<String> columns() {
        return Stream.concat(joined.stream(), all().stream())
                .map(ColumnPair::from)
                .distinct()
                .toList();
    }

    /** {@return the same, of those that may be NULL in the end: others are not the reference's alone} */
    List<String> nullable(Catalog catalog) {
        return columns().stream().filter(column -> !isFilled(catalog, column)).toList();
    }

    private boolean isFilled(Catalog catalog, String column) {
        return isRequired(catalog)
                || catalog.table(child).find(column).filter(Column::notNull).isPresent();
    }

    /** {@return that a reference is never half NULL, if it can be} Such a one would escape its key (MATCH SIMPLE). */
    public Optional<String> nullTogether(Catalog catalog) {
        return Optional.of(nullable(catalog))
                .filter(columns -> columns.size() > 1)
                .map(Keys::nullTogether);
    }

    /** {@return a column of the child as it is in the end} */
    Column column(Catalog catalog, ColumnPair pair) {
        return catalog.table(parent)
                .column(pair.to())
                .withName(pair.from())
                .withDefault(null)
                .withNotNull(isRequired(catalog));
    }

    /** {@return the foreign key by which rows have referred, if there is one} */
    Optional<ForeignKey> oldReference(Catalog catalog) {
        var plain = Keys.of(ColumnPair.from(joined), parent, ColumnPair.to(joined));
        return Keys.same(catalog, catalog.table(child), plain);
    }

    // ---- on its way

    /** {@return the label of the child's property that tells that the columns are there, and not yet filled} */
    public String underWay() {
        return UNDER_WAY + subject();
    }

    /** {@return the label of the child's property that tells that the columns hold what the parent holds} */
    public String kept() {
        return KEPT + subject();
    }

    private String subject() {
        return "%s by (%s)".formatted(parent, String.join(", ", ColumnPair.from(joined)));
    }

    /** {@return the text of the copying between the same columns that has begun, if one has} */
    Optional<String> begun(Table there) {
        return Optional.ofNullable(there.properties().get(underWay()))
                .or(() -> Optional.ofNullable(there.properties().get(kept())));
    }

    /** {@return all that have begun on a table} */
    static List<KeyCopy> begunOn(Table there) {
        return there.properties().entrySet().stream()
                .filter(each ->
                        each.getKey().startsWith(UNDER_WAY) || each.getKey().startsWith(KEPT))
                .map(each -> parse(each.getValue()))
                .toList();
    }

    // ---- text

    List<Call> calls(String name) {
        var calls = new ArrayList<Call>();
        calls.add(Call.of(name, child, List.of()));
        calls.add(Call.of("from", parent, List.of()));
        calls.add(PairText.of("joinedOn", joined));
        if (!copied.isEmpty()) {
            calls.add(PairText.of("copying", copied));
        }
        if (!present.isEmpty()) {
            calls.add(PairText.of("comparing", present));
        }
        return calls;
    }

    static KeyCopy read(Call head, List<Call> rest) {
        if (rest.isEmpty() || !rest.get(0).name().equals("from")) {
            throw head.unexpected();
        }
        var read = new KeyCopy(head.table(), rest.get(0).table(), List.of(), List.of(), List.of());
        for (var call : rest.subList(1, rest.size())) {
            var pairs = PairText.readAll(call);
            read = switch (call.name()) {
                case "joinedOn" -> new KeyCopy(read.child, read.parent, pairs, read.copied, read.present);
                case "copying" -> new KeyCopy(read.child, read.parent, read.joined, pairs, read.present);
                case "comparing" -> new KeyCopy(read.child, read.parent, read.joined, read.copied, pairs);
                default -> throw call.unexpected();
            };
        }
        return read;
    }

    /** {@return the copying that a text says which a database has kept} */
    public static KeyCopy parse(String text) {
        var chain = ChangeText.chainOf(text);
        return read(chain.get(0), chain.subList(1, chain.size()));
    }

    /** {@return what a database tells that it is on its way to} */
    @Override
    public String toString() {
        return Call.chain(calls("keyCopy"));
    }
}
