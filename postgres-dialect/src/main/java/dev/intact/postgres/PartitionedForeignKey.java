package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ForeignKey;
import dev.intact.operation.AddForeignKeyConstraint;
import dev.intact.operation.AddForeignKeyConstraint.Part;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A foreign key of a partitioned table, where it cannot be NOT VALID: each partition gets one of its own, which is
 * validated while others write; then the table gets the key, and takes over those of the partitions without looking
 * through the rows again (tryAttachPartitionForeignKey: they must be equal, and validated).
 */
final class PartitionedForeignKey {
    private PartitionedForeignKey() {}

    static List<Stage> of(AddForeignKeyConstraint operation, Stages stages, Mode mode) {
        var parts = operation.parts(stages.now());
        if (!operation.promised(stages.now()).validated()) {
            return holdNewRows(parts, stages, mode);
        }
        if (mode == Mode.ONLINE) {
            parts.forEach(part -> build(part, stages));
            return stages.finish(takeOver(operation, stages));
        }
        var steps = new ArrayList<Step>();
        for (var part : parts) {
            if (part.isThere() && !part.key().validated()) {
                steps.add(validate(part, stages));
            }
        }
        steps.add(parts.stream().anyMatch(Part::isThere) ? takeOver(operation, stages) : addWhole(operation, stages));
        return stages.finish(steps);
    }

    private static List<Stage> holdNewRows(List<Part> parts, Stages stages, Mode mode) {
        var missing = parts.stream().filter(part -> !part.isThere()).toList();
        if (mode == Mode.ATOMIC) {
            return stages.finish(missing.stream().map(part -> add(part, stages)).toList());
        }
        int last = missing.size() - 1;
        missing.subList(0, last).forEach(part -> addInItsTurn(part, stages));
        return stages.finish(add(missing.get(last), stages));
    }

    private static void build(Part part, Stages stages) {
        if (!part.isThere()) {
            addInItsTurn(part, stages);
        }
        if (!part.key().validated()) {
            stages.alone(validate(part, stages), with(part.key().withValidated(true), part, stages));
        }
    }

    private static void addInItsTurn(Part part, Stages stages) {
        stages.together(List.of(add(part, stages)), with(part.key(), part, stages));
    }

    private static Catalog with(ForeignKey key, Part part, Stages stages) {
        var now = stages.now();
        return now.with(now.table(part.partition().name()).without(part.key()).with(key));
    }

    private static Step add(Part part, Stages stages) {
        return ForeignKeySteps.add(stages.now(), part.partition(), part.key(), Optional.empty());
    }

    private static Step validate(Part part, Stages stages) {
        return ForeignKeySteps.validate(stages.now(), part.partition(), part.key());
    }

    private static Step addWhole(AddForeignKeyConstraint operation, Stages stages) {
        var now = stages.now();
        return ForeignKeySteps.add(now, stages.table(), operation.promised(now), operation.present(now));
    }

    private static Step takeOver(AddForeignKeyConstraint operation, Stages stages) {
        var now = stages.now();
        return ForeignKeySteps.takeOver(now, stages.table(), operation.promised(now), operation.present(now));
    }
}
