package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.operation.AddCheck;
import dev.intact.operation.AddColumn;
import dev.intact.operation.AddForeignKeyConstraint;
import dev.intact.operation.AddSurrogate;
import dev.intact.operation.AddUniqueConstraint;
import dev.intact.operation.CopyColumns;
import dev.intact.operation.CopyKey;
import dev.intact.operation.CopyRows;
import dev.intact.operation.CreateIndex;
import dev.intact.operation.CreateTable;
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
import org.jooq.DSLContext;

/** Where each operation's way of being done is found. */
final class Rendering implements Primitive.Cases<List<Stage>> {
    private final DSLContext database;
    private final Catalog before;
    private final Mode mode;
    private final int batchSize;

    Rendering(DSLContext database, Catalog before, Mode mode, int batchSize) {
        this.database = database;
        this.before = before;
        this.mode = mode;
        this.batchSize = batchSize;
    }

    @Override
    public List<Stage> of(AddColumn operation) {
        return AddColumnStages.of(operation, before, mode, new NormalForms(database));
    }

    @Override
    public List<Stage> of(AddUniqueConstraint operation) {
        return AddUniqueStages.of(operation, before, mode);
    }

    @Override
    public List<Stage> of(CreateIndex operation) {
        return CreateIndexStages.of(operation, before, mode);
    }

    @Override
    public List<Stage> of(DropColumn operation) {
        return DropColumnStages.of(operation, before, mode, database);
    }

    @Override
    public List<Stage> of(DropIndex operation) {
        return DropIndexStages.of(operation, before, mode);
    }

    @Override
    public List<Stage> of(DropNotNull operation) {
        return DropNotNullStages.of(operation, before);
    }

    @Override
    public List<Stage> of(DropUnique operation) {
        return DropUniqueStages.of(operation, before, mode);
    }

    @Override
    public List<Stage> of(MoveDuplicates operation) {
        return MoveDuplicatesStages.of(operation, before, mode, batchSize);
    }

    @Override
    public List<Stage> of(AddForeignKeyConstraint operation) {
        return ForeignKeyStages.add(operation, before, mode, new ReferenceRules(database));
    }

    @Override
    public List<Stage> of(DropForeignKey operation) {
        return ForeignKeyStages.drop(operation, before);
    }

    @Override
    public List<Stage> of(MoveOrphans operation) {
        return MoveOrphansStages.of(operation, before, mode, batchSize);
    }

    @Override
    public List<Stage> of(AddCheck operation) {
        return CheckStages.add(operation, before, mode);
    }

    @Override
    public List<Stage> of(DropCheck operation) {
        return CheckStages.drop(operation, before);
    }

    @Override
    public List<Stage> of(FillColumn operation) {
        return FillColumnStages.of(operation, before, mode);
    }

    @Override
    public List<Stage> of(SetNotNull operation) {
        return SetNotNullStages.of(operation, before, mode, new ColumnNames(database));
    }

    @Override
    public List<Stage> of(CopyColumns operation) {
        return CopyColumnsStages.of(operation, before, mode, database);
    }

    @Override
    public List<Stage> of(DropAbsorbed operation) {
        return DropAbsorbedStages.of(operation, before, mode, database);
    }

    @Override
    public List<Stage> of(CreateTable operation) {
        return CreateTableStages.of(operation, before);
    }

    @Override
    public List<Stage> of(CopyRows operation) {
        return CopyRowsStages.of(operation, before, mode, database);
    }

    @Override
    public List<Stage> of(DropCopies operation) {
        return DropCopiesStages.of(operation, before, mode, database);
    }

    @Override
    public List<Stage> of(CopyKey operation) {
        return CopyKeyStages.of(operation, before, mode, database);
    }

    @Override
    public List<Stage> of(EndKeyCopy operation) {
        return CopyKeyStages.end(operation, before, mode, database);
    }

    @Override
    public List<Stage> of(DropKeyCopy operation) {
        return CopyKeyStages.drop(operation, before, database);
    }

    @Override
    public List<Stage> of(AddSurrogate operation) {
        return SurrogateStages.of(operation, before, mode, new ColumnNames(database));
    }

    @Override
    public List<Stage> of(ReplacePrimaryKey operation) {
        return ReplacePrimaryKeyStages.of(operation, before, mode);
    }

    @Override
    public List<Stage> of(Together operation) {
        return TogetherStages.of(
                operation,
                before,
                mode,
                database,
                (part, now) -> part.match(new Rendering(database, now, Mode.ATOMIC, batchSize)));
    }
}
