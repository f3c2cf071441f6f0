package dev.intact.operation;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.error.InvalidChangeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be done to a schema: a name and operations, done in their order. A value.
 *
 * @param name what the change is about, for people: it stands in logs, plans and histories
 * @param operations what is done, at least one
 */
public record Change(String name, List<Operation> operations) {
    private static final String FORMAT = "1";

    /** @throws InvalidChangeException if the change makes no sense in any database */
    public Change {
        operations = List.copyOf(operations);
        if (name.isBlank()) {
            throw new InvalidChangeException("a change needs a name: it stands in logs, plans and histories");
        }
        if (operations.isEmpty()) {
            throw new InvalidChangeException("the change \"%s\" has no operations".formatted(name));
        }
        operations.forEach(Operation::validate);
        refuseCancelling(operations);
    }

    /**
     * {@return a change of these operations, in this order}
     *
     * @throws InvalidChangeException if it makes no sense in any database: operations that cancel each other, for one
     */
    public static Change of(String name, Operation... operations) {
        return new Change(name, Arrays.asList(operations));
    }

    /** {@return what must be known of the schema} */
    public Scope scope() {
        return together(operations.stream().map(Operation::scope));
    }

    /** {@return what must be known besides, as what is known of the schema shows} */
    public Scope scope(Catalog known) {
        return together(operations.stream().map(operation -> operation.scope(known)));
    }

    /** What the change makes need not be there before, and what it takes away not after. */
    private Scope together(Stream<Scope> scopes) {
        return scopes.reduce(Scope.NOTHING, Scope::plus)
                .without(operations.stream()
                        .flatMap(operation -> Stream.concat(operation.makes().stream(), operation.takes().stream()))
                        .toList());
    }

    /**
     * {@return whether a table that this operation is about has gone with one after it} Then the change has run before, and
     * that one tells whether it is done.
     */
    public boolean isOver(Operation operation, Catalog now) {
        var later = operations.subList(operations.indexOf(operation) + 1, operations.size());
        return operation.scope().tables().stream()
                .filter(table -> now.find(table).isEmpty())
                .anyMatch(table ->
                        later.stream().flatMap(each -> each.takes().stream()).anyMatch(table::mayBe));
    }

    /** {@return the schema that must come out} */
    public Catalog after(Catalog before) {
        var catalog = before;
        for (var operation : operations) {
            catalog = isOver(operation, catalog) ? catalog : operation.after(catalog);
        }
        return catalog;
    }

    /** {@return how to take it back, from the schema that it leaves} */
    public Undo undo(Catalog before) {
        var undo = Undo.NOTHING;
        var catalog = before;
        for (var operation : operations) {
            if (!isOver(operation, catalog)) {
                undo = operation.undo(catalog).then(undo);
                catalog = operation.after(catalog);
            }
        }
        return undo;
    }

    /**
     * {@return the change as text, the same for equal changes and stable over releases: for checksums, and for keeping a
     * reverse beyond a restart}
     */
    public String text() {
        return operations.stream()
                .map(operation -> operation + ";\n")
                .collect(Collectors.joining(
                        "", new Call("change", List.of(new Call.Text(name), new Call.Text(FORMAT))) + ";\n", ""));
    }

    /**
     * {@return the change of that {@linkplain #text text}, equal to the one that wrote it}
     *
     * @throws InvalidChangeException if the text is not one of a change, or of one made of operations that are not
     *     Intact's own
     */
    public static Change parse(String text) {
        var statements = ChangeText.parse(text);
        if (statements.isEmpty() || !statements.get(0).get(0).name().equals("change")) {
            throw new InvalidChangeException("a change's text begins with change(\"…\", \"" + FORMAT + "\");");
        }
        var head = statements.get(0).get(0);
        if (!head.text(1).equals(FORMAT)) {
            throw new InvalidChangeException(
                    "this release reads format %s of a change's text, not %s".formatted(FORMAT, head.text(1)));
        }
        return new Change(
                head.text(0),
                statements.subList(1, statements.size()).stream()
                        .map(Change::operation)
                        .toList());
    }

    static Operation operation(List<Call> calls) {
        var head = calls.get(0);
        var rest = calls.subList(1, calls.size());
        return switch (head.name()) {
            case "addUnique" -> AddUnique.read(head, rest);
            case "addUniqueConstraint" -> AddUniqueConstraint.read(head, rest);
            case "moveDuplicates" -> MoveDuplicates.read(head, rest);
            case "dropUnique" -> DropUnique.read(head, rest);
            case "createIndex" -> CreateIndex.read(head, rest);
            case "dropIndex" -> DropIndex.read(head, rest);
            case "addColumn" -> AddFilledColumn.read(head, rest);
            case "fillColumn" -> FillColumn.read(head, rest);
            case "dropColumn" -> DropColumn.read(head, rest);
            case "setNotNull" -> SetNotNull.read(head, rest);
            case "addForeignKey" -> AddForeignKey.read(head, rest);
            case "addForeignKeyConstraint" -> AddForeignKeyConstraint.read(head, rest);
            case "dropForeignKey" -> DropForeignKey.read(head, rest);
            case "moveOrphans" -> MoveOrphans.read(head, rest);
            case "pruneOrphans" -> PruneOrphans.read(head, rest);
            case "addCheck" -> AddCheck.read(head, rest);
            case "dropCheck" -> DropCheck.read(head, rest);
            case "collapse" -> Collapse.read(head, rest);
            case "rekey" -> Rekey.read(head, rest);
            case "copyKey" -> CopyKey.read(head, rest);
            case "endKeyCopy" -> EndKeyCopy.read(head, rest);
            case "dropKeyCopy" -> DropKeyCopy.read(head, rest);
            case "addSurrogate" -> AddSurrogate.read(head, rest);
            case "replacePrimaryKey" -> ReplacePrimaryKey.read(head, rest);
            case "together" -> Together.read(head, rest);
            case "copyColumns" -> CopyColumns.read(head, rest);
            case "dropAbsorbed" -> DropAbsorbed.read(head, rest);
            case "createTable" -> CreateTable.read(head, rest);
            case "copyRows" -> CopyRows.read(head, rest);
            case "dropCopies" -> DropCopies.read(head, rest);
            case "dropNotNull" -> DropNotNull.read(head, rest);
            default ->
                throw new InvalidChangeException(
                        "a change's text has an operation that is not Intact's own, and cannot be read back: " + head);
        };
    }

    private static void refuseCancelling(List<Operation> operations) {
        for (int i = 0; i < operations.size(); i++) {
            for (var later : operations.subList(i + 1, operations.size())) {
                if (operations.get(i).cancels(later) || later.cancels(operations.get(i))) {
                    throw new InvalidChangeException("%s and %s cancel each other: a second run would begin anew"
                            .formatted(operations.get(i), later));
                }
            }
        }
    }

    @Override
    public String toString() {
        return text();
    }
}
