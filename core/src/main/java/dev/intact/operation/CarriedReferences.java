package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import dev.intact.error.DependentsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Foreign keys of other tables to one that goes, pointed at the columns of another one that hold the same values. */
final class CarriedReferences {
    private final Catalog before;
    private final Absorption absorption;
    private final Map<String, String> names = new HashMap<>();

    CarriedReferences(Catalog before, Absorption absorption) {
        this.before = before;
        this.absorption = absorption;
        absorption.moved().forEach(pair -> names.put(pair.from(), pair.to()));
        absorption.joined().stream()
                .filter(pair -> !absorption.pointer().contains(pair.from()))
                .forEach(pair -> names.put(pair.to(), pair.from()));
        absorption.pointingBack().forEach(pair -> names.put(pair.from(), pair.to()));
    }

    /** All that is new comes before anything goes: so it can be done while old applications go on. */
    List<Operation> operations() {
        var added = new ArrayList<Operation>();
        var dropped = new ArrayList<Operation>();
        var stuck = new ArrayList<String>();
        for (var reference : before.referencesTo(absorption.source())) {
            if (!isOfThePair(reference.from())) {
                var columns = reference.referencedColumns(before).stream()
                        .map(names::get)
                        .toList();
                if (columns.contains(null)) {
                    stuck.add("%s of %s".formatted(reference.key(), reference.from()));
                } else {
                    carry(reference, columns, added, dropped);
                }
            }
        }
        if (!stuck.isEmpty()) {
            throw new DependentsException(
                    absorption.source().toString(),
                    stuck,
                    "these point at columns that %s does not get: change or drop those foreign keys first"
                            .formatted(absorption.target()));
        }
        return Stream.concat(added.stream(), dropped.stream()).toList();
    }

    private boolean isOfThePair(TableName table) {
        return table.equals(absorption.source()) || table.equals(absorption.target());
    }

    private void carry(
            Catalog.Reference reference,
            List<@Nullable String> columns,
            List<Operation> added,
            List<Operation> dropped) {
        var key = reference.key();
        var named = new ArrayList<String>();
        columns.forEach(column -> named.add(String.valueOf(column)));
        var name = Names.carried(reference.from(), key.columns(), absorption.target());
        var addition = new AddForeignKeyConstraint(
                reference.from(), key.to(absorption.target(), named).withName(name), false);
        // Without a name, a key is told by its columns, which both have: so it goes before the other comes.
        if (key.name() == null) {
            dropped.add(new DropForeignKey(reference.from(), key.columns(), null));
            dropped.add(addition);
        } else {
            added.add(addition);
            dropped.add(new DropForeignKey(reference.from(), key.columns(), key.name()));
        }
    }
}
