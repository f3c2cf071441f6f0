package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.ForeignKey.Action;
import dev.intact.error.UnsupportedChangeException;
import java.util.List;
import java.util.Optional;

/**
 * The foreign key of a table that follows a wider key: it refers to all of that, and does what the old one did.
 *
 * @param rekey what names are said
 * @param copy which columns the table has of the key
 * @param now the schema, with these columns
 */
record WiderReference(Rekey rekey, KeyCopy copy, Catalog now) {
    /** {@return the key to these columns, in place of the old one} */
    ForeignKey after(Optional<ForeignKey> old, List<String> to) {
        var columns = copy.referringTo(to);
        var wide = Keys.of(columns, copy.parent(), to);
        var chosen = rekey.name(copy.child(), columns);
        return old.map(each -> acting(wide, each)
                        .withName(chosen.orElse(Names.following(copy.child(), each.name(), each.columns(), columns))))
                .orElseGet(() -> wide.withName(chosen.orElse(Names.foreignKey(copy.child(), columns))));
    }

    private ForeignKey acting(ForeignKey wide, ForeignKey old) {
        if (old.onDelete() == Action.SET_DEFAULT || old.onUpdate() == Action.SET_DEFAULT) {
            throw new UnsupportedChangeException(
                    "letting %s (%s) follow".formatted(copy.child(), String.join(", ", old.columns())),
                    "its foreign key sets defaults, and the new columns have none",
                    "let it act otherwise first: addForeignKey(…).replacingExisting(), in the same change");
        }
        return wide.withActions(old.onDelete(), old.onUpdate())
                .withSetColumns(old.onDelete() == Action.SET_NULL ? setColumns(old) : List.of())
                .withMatchFull(old.matchFull())
                .withDeferral(old.deferral());
    }

    /** A column that is always filled is not the reference's alone, and stays when the reference goes. */
    private List<String> setColumns(ForeignKey old) {
        var added = ColumnPair.from(copy.all());
        var set = copy.nullable(now).stream()
                .filter(column ->
                        old.setColumns().isEmpty() || old.setColumns().contains(column) || added.contains(column))
                .toList();
        boolean all = set.size() == copy.columns().size();
        return all || !now.server().can(Feature.SET_COLUMNS) ? List.of() : set;
    }
}
