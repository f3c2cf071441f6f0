package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.ForeignKey.Action;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.check.DataCheck;
import dev.intact.check.Departing;
import dev.intact.check.Followers;
import dev.intact.check.OrphanRows;
import dev.intact.check.Orphans;
import dev.intact.check.ReferencedGoers;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Mends rows that point at nothing, after each has been copied whole into the quarantine table of its table, with the
 * reason and the time: either they go, and with them what a foreign key ON DELETE CASCADE makes follow; or their
 * reference becomes NULL. Rows that another foreign key points at stay, and the change is refused. Left out of a plan
 * where there are no such rows.
 *
 * @param table the referencing table
 * @param key the foreign key, declared or not, whose rule is broken
 * @param choice what becomes of the rows; not {@link OnOrphans#REFUSE}
 * @param somewhere whether a row with a NULL in the key, which points nowhere, is an orphan too
 */
public record MoveOrphans(TableName table, ForeignKey key, OnOrphans choice, boolean somewhere) implements Primitive {
    public MoveOrphans {
        if (choice == OnOrphans.REFUSE) {
            throw new InvalidChangeException(
                    "%s (%s): rows that are refused are not moved; choose delete() or setNull()"
                            .formatted(table, String.join(", ", key.columns())));
        }
    }

    /** {@return the rule that the rows break} */
    public Orphans orphans(Catalog before) {
        return Orphans.of(before.table(table).name(), Keys.exact(before, key)).withSomewhere(somewhere);
    }

    /** {@return the columns that become NULL, where that is the choice: those that can} */
    public List<String> emptied(Catalog before) {
        var there = before.table(table);
        return key.columns().stream()
                .filter(column -> canBeEmptied(there.column(column)))
                .toList();
    }

    private static boolean canBeEmptied(Column column) {
        return !column.notNull() && column.generation() instanceof Generation.None;
    }

    /** {@return the rows that are copied, and go where that is the choice; those that follow come after what they follow} */
    public List<Departing> departures(Catalog before) {
        var all = new ArrayList<Departing>();
        depart(before, new OrphanRows(orphans(before), choice == OnOrphans.DELETE), Set.of(), all);
        return all;
    }

    private void depart(Catalog before, Departing goers, Set<TableName> above, List<Departing> all) {
        all.add(goers);
        var path = new HashSet<>(above);
        path.add(goers.table());
        if (choice == OnOrphans.DELETE) {
            references(before, goers.table())
                    .filter(reference -> follows(before, reference, path))
                    .forEach(reference -> depart(before, new Followers(reference, goers), path, all));
        }
    }

    /** A circle of tables could not be walked to its end. */
    private static boolean follows(Catalog before, Catalog.Reference reference, Set<TableName> path) {
        return reference.key().onDelete() == Action.CASCADE
                && before.table(reference.from()).enforces(reference.key())
                && !path.contains(reference.from());
    }

    /** What points at a table; a partition's part of a key is its partitioned table's. */
    private Stream<Catalog.Reference> references(Catalog before, TableName referenced) {
        return before.referencesTo(referenced).stream()
                .filter(reference ->
                        before.owner(reference.from(), reference.key()).isEmpty())
                .filter(reference -> !isBroken(reference, before));
    }

    /** Where it is the missing reference to a row that makes it go, nothing points at it by that key. */
    private boolean isBroken(Catalog.Reference reference, Catalog before) {
        var orphans = orphans(before);
        return reference.from().equals(orphans.referenced())
                && reference.key().referenced().equals(orphans.table())
                && reference.key().columns().equals(orphans.referencedColumns())
                && reference.referencedColumns(before).equals(orphans.columns());
    }

    @Override
    public Scope scope() {
        return Scope.of(table).plus(Scope.of(key.referenced())).plus(Quarantine.scope(table));
    }

    /** {@return the quarantine tables of what follows} */
    @Override
    public Scope scope(Catalog known) {
        return departures(known).stream()
                .map(goers -> Scope.of(goers.table()).plus(Quarantine.scope(goers.table())))
                .reduce(Scope.NOTHING, Scope::plus);
    }

    @Override
    public Catalog after(Catalog before) {
        key.columns().forEach(before.table(table)::column);
        var after = before;
        for (var goers : departures(before)) {
            after = Quarantine.in(after, before.table(goers.table()));
            if (choice == OnOrphans.DELETE) {
                after = after.with(after.table(goers.table()).withOnly(goers.staying(before)));
            }
        }
        return after;
    }

    /** Refuses to set to NULL what cannot be NULL, or what others point at. */
    void refuseUnlessEmptied(Catalog before) {
        var there = before.table(table);
        var emptied = emptied(before);
        if (emptied.isEmpty()) {
            throw unsettable(there, "none of these columns can be set to it");
        }
        references(before, there.name())
                .filter(reference ->
                        reference.referencedColumns(before).stream().anyMatch(emptied::contains))
                .findFirst()
                .ifPresent(reference -> {
                    throw unsettable(there, "%s points at them".formatted(reference.from()));
                });
    }

    private UnsupportedChangeException unsettable(Table there, String reason) {
        return new UnsupportedChangeException(
                "setting %s (%s) to NULL".formatted(there.name(), String.join(", ", key.columns())),
                reason,
                "let the rows go: .onOrphans(delete()); or fix them by hand");
    }

    /** {@return what makes this operation needed} */
    @Override
    public Optional<DataCheck> resolves(Catalog before) {
        return Optional.of(orphans(before));
    }

    @Override
    public Set<TableName> moves(Catalog before) {
        var moves = new HashSet<TableName>();
        for (var goers : departures(before)) {
            moves.addAll(before.withPartitions(goers.table()));
            moves.add(Quarantine.of(goers.table()));
        }
        return moves;
    }

    @Override
    public List<DataCheck> checks(Catalog before) {
        if (choice == OnOrphans.SET_NULL) {
            refuseUnlessEmptied(before);
            return List.of();
        }
        var checks = new ArrayList<DataCheck>();
        var departures = departures(before);
        for (var goers : departures) {
            for (var reference : references(before, goers.table()).toList()) {
                if (!departures.contains(new Followers(reference, goers))) {
                    checks.add(stillReferenced(goers, reference, departures));
                }
            }
        }
        return checks;
    }

    private static DataCheck stillReferenced(Departing goers, Catalog.Reference reference, List<Departing> departures) {
        return new ReferencedGoers(
                goers,
                reference,
                departures.stream()
                        .filter(other -> other.table().equals(reference.from()))
                        .toList());
    }

    @Override
    public Undo undo(Catalog before) {
        return Undo.NOTHING.noting("rows that were moved stay in " + Quarantine.of(table));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.of(this);
    }

    @Override
    public String toString() {
        var calls = KeyText.calls("moveOrphans", table, key);
        calls.add(new Call("onOrphans", List.of(new Call.Nested(List.of(choice.call())))));
        if (somewhere) {
            calls.add(Call.of("somewhere"));
        }
        return Call.chain(calls);
    }

    static MoveOrphans read(Call head, List<Call> rest) {
        var key = KeyText.begin(head, rest);
        var choice = OnOrphans.REFUSE;
        boolean somewhere = false;
        for (var call : rest.subList(1, rest.size())) {
            if (call.name().equals("onOrphans")) {
                choice = OnOrphans.of(call);
            } else if (call.name().equals("somewhere")) {
                somewhere = true;
            } else {
                key = KeyText.with(key, call);
            }
        }
        return new MoveOrphans(head.table(), key, choice, somewhere);
    }
}
