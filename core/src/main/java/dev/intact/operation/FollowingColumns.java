package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Table;
import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which columns a table that refers to a key has, or gets, of the wider one. */
final class FollowingColumns {
    private final Rekey rekey;
    private final Catalog before;
    private final WiderKey parent;
    private final Table there;
    private final Table now;
    private final List<ColumnPair> joined;

    private FollowingColumns(Rekey rekey, Catalog before, Catalog now, WiderKey parent, Referring referring) {
        this.rekey = rekey;
        this.before = before;
        this.parent = parent;
        this.there = before.table(referring.table());
        this.now = now.table(there.name());
        this.joined = referring.joined(parent.from());
    }

    /**
     * {@return them}
     *
     * @param before the schema before the rekey
     * @param now the same, as what is built so far leaves it
     */
    static KeyCopy of(Rekey rekey, Catalog before, Catalog now, WiderKey parent, Referring referring) {
        return new FollowingColumns(rekey, before, now, parent, referring).copy();
    }

    private KeyCopy copy() {
        var pairs = parent.to().stream()
                .filter(column -> !parent.from().contains(column))
                .map(column -> new ColumnPair(said(column).orElse(column), column))
                .toList();
        pairs.forEach(this::refuseSelf);
        pairs.forEach(this::refuseTwice);
        var begun = begun();
        var copied = new ArrayList<ColumnPair>();
        var present = new ArrayList<ColumnPair>();
        for (var pair : pairs) {
            boolean ours = begun.filter(copy -> copy.copied().contains(pair)).isPresent();
            (now.find(pair.from()).isPresent() && !ours ? present : copied).add(pair);
        }
        return new KeyCopy(there.name(), parent.table(), joined, copied, present);
    }

    /** Which column is said to be that one of the new key. */
    private Optional<String> said(String column) {
        return rekey.references().stream()
                .filter(said -> before.table(said.table()).name().equals(there.name()))
                .filter(said -> said.pairs().containsAll(joined))
                .flatMap(said -> said.pairs().stream())
                .filter(pair -> pair.to().equals(column))
                .map(ColumnPair::from)
                .findFirst();
    }

    private Optional<KeyCopy> begun() {
        return new KeyCopy(there.name(), parent.table(), joined, List.of(), List.of())
                .begun(there)
                .map(KeyCopy::parse);
    }

    /** The column by which a row tells its own key, or refers to the old one, can tell nothing else. */
    private void refuseSelf(ColumnPair pair) {
        if (said(pair.to()).isPresent()) {
            return;
        }
        var refers = ColumnPair.from(joined);
        boolean own = there.name().equals(parent.table());
        if (own || refers.contains(pair.from())) {
            throw new InvalidChangeException(
                    "rekey: %s (%s) refers to %s, and its new column would be %s itself; say which it is: %s"
                            .formatted(
                                    there.name(),
                                    String.join(", ", refers),
                                    own ? "its own table" : parent.table(),
                                    pair.to(),
                                    naming(pair)));
        }
    }

    /** Two references can share a column, but not unasked: they may point at rows that differ in it. */
    private void refuseTwice(ColumnPair pair) {
        if (there.find(pair.from()).isEmpty()
                && now.find(pair.from()).isPresent()
                && said(pair.to()).isEmpty()) {
            throw new InvalidChangeException(
                    "rekey: %s refers twice, and each of its references needs a %s of its own; say which that of (%s) is: %s"
                            .formatted(
                                    there.name(), pair.to(), String.join(", ", ColumnPair.from(joined)), naming(pair)));
        }
    }

    private String naming(ColumnPair pair) {
        return ".referencedBy(\"%s\", %s, column(\"…\").to(\"%s\"))"
                .formatted(
                        there.name().name(), PairText.of("", joined).arguments().get(0), pair.to());
    }
}
