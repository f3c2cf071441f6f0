package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.operation.DropAbsorbed;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/** The end of a 1:1 table: one transaction locks both, proves that nothing is lost, and drops it with its pointer. */
final class DropAbsorbedStages {
    private final DropAbsorbed operation;
    private final Catalog before;
    private final Mode mode;
    private final Stages stages;
    private final PairSql pair;
    private final DSLContext database;

    private DropAbsorbedStages(DropAbsorbed operation, Catalog before, Mode mode, DSLContext database) {
        this.operation = operation;
        this.before = before;
        this.mode = mode;
        this.stages = new Stages(operation, Phase.CONTRACT, before);
        this.pair = PairSql.of(before, operation.absorption());
        this.database = database;
    }

    static List<Stage> of(DropAbsorbed operation, Catalog before, Mode mode, DSLContext database) {
        return new DropAbsorbedStages(operation, before, mode, database).stages();
    }

    private List<Stage> stages() {
        refuseWhatIsOthers();
        if (mode == Mode.ONLINE) {
            pair.source().foreignKeys().stream()
                    .filter(key -> !key.referenced().equals(pair.target().name()))
                    .forEach(this::dropEarly);
        }
        var steps = new ArrayList<Step>();
        steps.add(pair.lock());
        prove(steps);
        steps.addAll(drops());
        return stages.finish(steps);
    }

    private void refuseWhatIsOthers() {
        DropColumnStages.refuseInherited(pair.source(), "all");
        for (var column : pair.absorption().pointer()) {
            DropColumnStages.refuseInherited(pair.target(), column);
            DropColumnStages.refuseOtherConstraints(pair.target(), column);
        }
    }

    /** DROP TABLE would lock the table that it points at as well, at a time when both of ours are locked. */
    private void dropEarly(ForeignKey key) {
        var source = stages.now().table(pair.source().name());
        stages.together(
                List.of(DropColumnStages.drop(key, source)), stages.now().with(source.without(key)));
    }

    private void prove(List<Step> steps) {
        for (var check : operation.checks(before)) {
            steps.add(new Step.Proof(Ddl.sql("{0}", check.violations(before)), check.rule(), check));
        }
        var uncopied = operation.absorption().uncopied(before);
        steps.add(new Step.Proof(
                Ddl.sql("{0}", uncopied.violations(before)), "every value is in the other table", uncopied));
    }

    private List<Step> drops() {
        var synchrony = Synchrony.of(before, operation.absorption());
        var there = mode == Mode.ONLINE ? synchrony.names() : synchrony.found(database);
        var steps = new ArrayList<Step>();
        var source = pair.source().name();
        var target = pair.target().name();
        operation.dependents(before).forEach(user -> steps.add(DropColumnStages.drop(user, owner(user))));
        operation.foreignKeys(before).forEach(key -> steps.add(DropColumnStages.drop(key, pair.target())));
        steps.addAll(synchrony.endTriggers(there));
        pair.absorption().pointer().forEach(column -> DropColumnStages.drops(before, target, column, steps));
        operation.keys(before).forEach(key -> steps.add(IndexSteps.drop(key.name(), target, "no longer needed")));
        steps.add(Steps.brief(
                Ddl.sql("drop table {0}", Names.of(source)),
                "drop the table, of which everything is in the other",
                Locks.on(source, Lock.Mode.ACCESS_EXCLUSIVE)));
        steps.addAll(synchrony.endFunctions(there));
        return steps;
    }

    /** A trigger, rule or policy is dropped on its table. */
    private Table owner(Dependent user) {
        return pair.source().dependents().contains(user) ? pair.source() : pair.target();
    }
}
