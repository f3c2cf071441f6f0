package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ForeignKey;
import dev.intact.check.DataCheck;
import dev.intact.operation.DropAbsorbed;
import dev.intact.plan.Lock;
import dev.intact.plan.Mode;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;

/**
 * The end of a 1:1 table: one transaction locks both, proves that nothing is lost, and drops it with its pointer. Online,
 * nearly all of it is proved before.
 */
final class DropAbsorbedStages {
    /** After so many, about as many rows are left as writers write to in a few milliseconds. */
    private static final int CATCHING_UP = 4;

    private final DropAbsorbed operation;
    private final Catalog before;
    private final Mode mode;
    private final Stages stages;
    private final PairSql pair;
    private final DSLContext database;
    private final Synchrony synchrony;
    private final Touched touched;

    private DropAbsorbedStages(DropAbsorbed operation, Catalog before, Mode mode, DSLContext database) {
        this.operation = operation;
        this.before = before;
        this.mode = mode;
        this.stages = new Stages(operation, Phase.CONTRACT, before);
        this.pair = PairSql.of(before, operation.absorption());
        this.database = database;
        this.synchrony = Synchrony.of(before, operation.absorption(), database);
        this.touched = synchrony.touched();
    }

    static List<Stage> of(DropAbsorbed operation, Catalog before, Mode mode, DSLContext database) {
        return new DropAbsorbedStages(operation, before, mode, database).stages();
    }

    private void warnOf(String names, List<String> functions) {
        if (!functions.isEmpty()) {
            stages.warn("functions name %s in their text, and may fail from then on: %s"
                    .formatted(names, String.join(", ", functions)));
        }
    }

    private List<Stage> stages() {
        refuseWhatIsOthers();
        var source = pair.source().name().name();
        warnOf(source, Mentions.of(database, source));
        for (var column : pair.absorption().pointer()) {
            var target = pair.target().name().name();
            warnOf("%s and %s".formatted(target, column), Mentions.of(database, target, column));
        }
        if (mode == Mode.ONLINE) {
            pair.source().foreignKeys().stream()
                    .filter(key -> !key.referenced().equals(pair.target().name()))
                    .forEach(this::dropEarly);
        }
        var users = DependentDrops.of(operation.dependents(before), before, database);
        users.refuseUsersOfRows(pair.source().name());
        var both = Set.of(pair.source().name(), pair.target().name());
        var elsewhere = users.awayFrom(both);
        var steps = new ArrayList<Step>();
        if (mode == Mode.ONLINE) {
            proveAhead();
            steps.add(Touched.lookUp());
            steps.add(LockTime.share(2 + elsewhere.size()));
            steps.addAll(elsewhere);
            steps.add(pair.lock());
            steps.add(Latecomers.prove(pair.source()));
            checks().forEach(check -> steps.add(touched.prove(check, before)));
        } else {
            steps.addAll(elsewhere);
            steps.add(pair.lock());
            steps.add(Latecomers.prove(pair.source()));
            checks().forEach(check -> steps.add(prove(check)));
        }
        steps.addAll(users.on(both));
        steps.addAll(drops());
        return stages.finish(steps);
    }

    /** While others write, and only what they write to is left to be proved later. */
    private void proveAhead() {
        stages.together(touched.begin(), stages.now());
        stages.together(checks().stream().map(this::prove).toList(), stages.now());
        // Each time, only what was written to during the one before.
        for (int time = 0; time < CATCHING_UP; time++) {
            stages.together(touched.catchUp(checks(), before), stages.now());
        }
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

    private List<DataCheck> checks() {
        var checks = new ArrayList<>(operation.checks(before));
        checks.add(operation.absorption().uncopied(before));
        return checks;
    }

    private Step prove(DataCheck check) {
        return new Step.Proof(Ddl.sql("{0}", check.violations(before)), check.rule(), check);
    }

    private List<Step> drops() {
        var there = mode == Mode.ONLINE ? synchrony.names() : synchrony.found(database);
        boolean noting = mode == Mode.ONLINE || touched.isThere(database);
        var steps = new ArrayList<Step>();
        var source = pair.source().name();
        var target = pair.target().name();
        operation.foreignKeys(before).forEach(key -> steps.add(DropColumnStages.drop(key, pair.target())));
        steps.addAll(synchrony.endTriggersOfTarget(there));
        if (noting) {
            steps.add(touched.endTriggerOfTarget());
        }
        var left = before;
        for (var user : operation.dependents(before)) {
            left = left.without(user);
        }
        for (var column : pair.absorption().pointer()) {
            DropColumnStages.drops(left, target, column, database, steps);
        }
        operation.keys(before).forEach(key -> steps.add(IndexSteps.drop(key.name(), target, "no longer needed")));
        steps.add(Steps.brief(
                Ddl.sql("drop table {0}", Names.of(source)),
                "drop the table, of which everything is in the other",
                Locks.on(source, Lock.Mode.ACCESS_EXCLUSIVE)));
        steps.addAll(synchrony.endFunctions(there));
        if (noting) {
            steps.addAll(touched.endFunctions());
        }
        return steps;
    }
}
