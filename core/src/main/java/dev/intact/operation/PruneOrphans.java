package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mends rows that break foreign keys which are declared already: they slipped in while SQLite's {@code foreign_keys} was
 * off, or under a key that PostgreSQL has not validated or was told not to check. A key whose referenced table is gone, or
 * has no such unique key, is refused: all of its rows would go.
 *
 * @param table the referencing table, or null for every table of the database
 * @param choice what becomes of the rows
 */
public record PruneOrphans(@Nullable TableName table, OnOrphans choice) implements Composite {
    public PruneOrphans {
        if (choice == OnOrphans.REFUSE) {
            throw new InvalidChangeException(
                    "pruneOrphans() that refuses orphans does nothing: choose delete() or setNull(), and plan() lists them");
        }
    }

    /** {@return this, with that done to the rows} */
    public PruneOrphans onOrphans(OnOrphans other) {
        return new PruneOrphans(table, other);
    }

    @Override
    public Scope scope() {
        return table == null ? Scope.EVERYTHING : Scope.of(table);
    }

    @Override
    public Scope scope(Catalog known) {
        return moves(known).stream()
                .map(move -> move.scope().plus(move.scope(known)))
                .reduce(Scope.NOTHING, Scope::plus);
    }

    @Override
    public List<Operation> expand(Catalog before) {
        referencedFirst(before).forEach(each -> refuseParentless(before, each));
        var moves = moves(before);
        // SQLite takes such a key, and fails each statement that would have to look at it.
        moves.forEach(move -> Keys.refuseUnsound(before, before.table(move.table()), Keys.exact(before, move.key())));
        return List.copyOf(moves);
    }

    /** SQLite keeps a foreign key whose table was dropped: every row with a value in it is an orphan, and may be all of them. */
    private static void refuseParentless(Catalog before, Table each) {
        each.foreignKeys().stream()
                .filter(key -> before.find(key.referenced()).isEmpty())
                .findFirst()
                .ifPresent(key -> {
                    var columns = String.join("\", \"", key.columns());
                    throw new UnsupportedChangeException(
                            "mending %s (%s)".formatted(each.name(), String.join(", ", key.columns())),
                            "the table that it points at is not there: " + key.referenced(),
                            "make that table, or drop the key before: dropForeignKey(\"%s\", \"%s\")"
                                    .formatted(each.name().name(), columns));
                });
    }

    private List<MoveOrphans> moves(Catalog before) {
        var moves = new ArrayList<MoveOrphans>();
        for (var each : referencedFirst(before)) {
            each.foreignKeys().stream()
                    .filter(each::enforces)
                    .filter(key -> before.find(key.referenced()).isPresent())
                    .filter(key ->
                            table != null || before.owner(each.name(), key).isEmpty())
                    .forEach(key -> moves.add(new MoveOrphans(each.name(), key, choice, false)));
        }
        return moves;
    }

    /** So that a row which goes is gone when those are looked for that pointed at it. */
    private List<Table> referencedFirst(Catalog before) {
        var ordered = new ArrayList<Table>();
        var seen = new HashSet<TableName>();
        if (table == null) {
            before.tables().values().forEach(each -> visit(before, each, seen, ordered));
        } else {
            ordered.add(before.table(table));
        }
        return ordered;
    }

    private static void visit(Catalog before, Table each, Set<TableName> seen, List<Table> ordered) {
        if (seen.add(each.name())) {
            each.foreignKeys().stream()
                    .flatMap(key -> before.find(key.referenced()).stream())
                    .forEach(referenced -> visit(before, referenced, seen, ordered));
            ordered.add(each);
        }
    }

    @Override
    public String toString() {
        var head = table == null ? Call.of("pruneOrphans") : Call.of("pruneOrphans", table, List.of());
        return Call.chain(List.of(head, new Call("onOrphans", List.of(new Call.Nested(List.of(choice.call()))))));
    }

    static PruneOrphans read(Call head, List<Call> rest) {
        var operation = new PruneOrphans(head.arguments().isEmpty() ? null : head.table(), OnOrphans.DELETE);
        for (var call : rest) {
            if (!call.name().equals("onOrphans")) {
                throw call.unexpected();
            }
            operation = operation.onOrphans(OnOrphans.of(call));
        }
        return operation;
    }
}
