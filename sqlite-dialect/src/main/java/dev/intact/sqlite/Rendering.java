package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddCheck;
import dev.intact.operation.AddColumn;
import dev.intact.operation.AddForeignKeyConstraint;
import dev.intact.operation.AddSurrogate;
import dev.intact.operation.AddUniqueConstraint;
import dev.intact.operation.CopyColumns;
import dev.intact.operation.CopyKey;
import dev.intact.operation.CopyRows;
import dev.intact.operation.CreateIndex;
import dev.intact.operation.DropAbsorbed;
import dev.intact.operation.DropCheck;
import dev.intact.operation.DropColumn;
import dev.intact.operation.DropCopies;
import dev.intact.operation.DropForeignKey;
import dev.intact.operation.DropIndex;
import dev.intact.operation.DropKeyCopy;
import dev.intact.operation.DropNotNull;
import dev.intact.operation.DropUnique;
import dev.intact.operation.EndKeyCopy;
import dev.intact.operation.FillColumn;
import dev.intact.operation.MoveDuplicates;
import dev.intact.operation.MoveOrphans;
import dev.intact.operation.Primitive;
import dev.intact.operation.ReplacePrimaryKey;
import dev.intact.operation.SetNotNull;
import dev.intact.operation.Together;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import java.util.List;
import java.util.Optional;

/** How each operation is done: in one stage, inside the one transaction that writes. */
final class Rendering implements Primitive.Cases<Stage> {
    private final Workplace workplace;
    private final Optional<Primitive> next;
    private final Catalog before;

    private Rendering(Workplace workplace, Optional<Primitive> next, Catalog before) {
        this.workplace = workplace;
        this.next = next;
        this.before = before;
    }

    static List<Stage> of(
            Workplace workplace, Primitive operation, Optional<Primitive> next, Catalog before, Mode mode) {
        if (mode == Mode.ONLINE) {
            throw new UnsupportedChangeException(
                    "running online",
                    "SQLite has one writer at a time, whose transaction keeps every other one waiting"
                            + " (its documentation, \"File Locking And Concurrency\")",
                    ".atomic(), which is what SQLite runs by itself");
        }
        return List.of(operation.match(new Rendering(workplace, next, before)));
    }

    private StageDraft draft(Primitive operation) {
        return new StageDraft(workplace, operation, before);
    }

    @Override
    public Stage of(CreateIndex operation) {
        return IndexRendering.create(draft(operation), operation);
    }

    @Override
    public Stage of(DropIndex operation) {
        return IndexRendering.drop(draft(operation), operation.name());
    }

    @Override
    public Stage of(AddUniqueConstraint operation) {
        return UniqueConstraintRendering.add(draft(operation), operation);
    }

    @Override
    public Stage of(DropUnique operation) {
        return IndexRendering.dropUnique(draft(operation), operation);
    }

    @Override
    public Stage of(AddColumn operation) {
        return ColumnAddition.stage(draft(operation), operation);
    }

    @Override
    public Stage of(DropColumn operation) {
        return ColumnRemoval.stage(draft(operation), operation);
    }

    @Override
    public Stage of(FillColumn operation) {
        return FillRendering.of(draft(operation), operation);
    }

    @Override
    public Stage of(SetNotNull operation) {
        return NotNullRendering.set(draft(operation), operation);
    }

    @Override
    public Stage of(DropNotNull operation) {
        return NotNullRendering.drop(draft(operation), operation);
    }

    @Override
    public Stage of(AddForeignKeyConstraint operation) {
        return ForeignKeyRendering.add(draft(operation), operation);
    }

    @Override
    public Stage of(DropForeignKey operation) {
        return ForeignKeyRendering.drop(draft(operation), operation);
    }

    @Override
    public Stage of(MoveOrphans operation) {
        return OrphanMover.stage(draft(operation), operation);
    }

    @Override
    public Stage of(AddCheck operation) {
        return CheckRendering.add(draft(operation), operation);
    }

    @Override
    public Stage of(DropCheck operation) {
        return CheckRendering.drop(draft(operation), operation);
    }

    @Override
    public Stage of(MoveDuplicates operation) {
        return DuplicateMover.stage(draft(operation), operation);
    }

    @Override
    public Stage of(CopyColumns operation) {
        return CopyRendering.columns(draft(operation), operation, next);
    }

    @Override
    public Stage of(CopyRows operation) {
        return CopyRendering.rows(draft(operation), operation);
    }

    @Override
    public Stage of(DropCopies operation) {
        return CopyRendering.drop(draft(operation), operation);
    }

    @Override
    public Stage of(dev.intact.operation.CreateTable operation) {
        return TableRendering.stage(draft(operation), operation);
    }

    @Override
    public Stage of(DropAbsorbed operation) {
        return AbsorbedRendering.stage(draft(operation), operation);
    }

    @Override
    public Stage of(CopyKey operation) {
        return KeyCopyRendering.add(draft(operation), operation);
    }

    @Override
    public Stage of(EndKeyCopy operation) {
        return KeyCopyRendering.end(draft(operation), operation);
    }

    @Override
    public Stage of(DropKeyCopy operation) {
        return KeyCopyRendering.drop(draft(operation), operation);
    }

    @Override
    public Stage of(AddSurrogate operation) {
        return PrimaryKeyRendering.surrogate(draft(operation), operation);
    }

    @Override
    public Stage of(ReplacePrimaryKey operation) {
        return PrimaryKeyRendering.replace(draft(operation), operation);
    }

    @Override
    public Stage of(Together operation) {
        return TogetherRendering.stage(
                draft(operation),
                operation,
                (part, now) -> part.match(new Rendering(workplace, Optional.empty(), now)));
    }
}
