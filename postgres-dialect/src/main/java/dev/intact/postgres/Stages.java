package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.check.DataCheck;
import dev.intact.operation.Primitive;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The stages of one operation as they are put together, with the schema as each leaves it. */
final class Stages {
    private final Primitive operation;
    private final Phase phase;
    private final Catalog after;
    private final List<Stage> stages = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Catalog now;

    Stages(Primitive operation, Phase phase, Catalog before) {
        this.operation = operation;
        this.phase = phase;
        this.now = before;
        this.after = operation.after(before);
    }

    /** {@return the schema as the stages so far leave it} */
    Catalog now() {
        return now;
    }

    /** {@return a table as the stages so far leave it} */
    Table table() {
        return now.table(operation.table());
    }

    /** {@return whether the operation finds everything done} */
    boolean isDone() {
        return now.equals(after);
    }

    /** Adds steps that run in one transaction and leave that schema. */
    Stages together(List<Step> steps, Catalog then) {
        return add(true, steps, then);
    }

    /** Adds a step that is repeated until that rule holds, and leaves the schema as it is. */
    Stages repeated(Step step, DataCheck rule) {
        together(List.of(step), now);
        int last = stages.size() - 1;
        stages.set(last, stages.get(last).repeatedUntil(rule));
        return this;
    }

    /** Adds a step that runs on its own, outside transactions, and leaves that schema. */
    Stages alone(Step step, Catalog then) {
        return add(false, List.of(step), then);
    }

    /** {@return the stages, these last ones leaving what the operation promises} */
    List<Stage> finish(List<Step> steps) {
        return together(steps, after).list();
    }

    /** {@return the stages, this last one leaving what the operation promises and, besides, nothing of ours} */
    List<Stage> finish(List<Step> steps, UnaryOperator<Catalog> withoutOurs) {
        return together(steps, withoutOurs.apply(after)).list();
    }

    /** {@return the stages, this last one leaving what the operation promises} */
    List<Stage> finish(Step step) {
        return finish(List.of(step));
    }

    /** {@return the stages, this last one on its own and leaving what the operation promises} */
    List<Stage> finishAlone(Step step) {
        return alone(step, after).list();
    }

    private Stages add(boolean transactional, List<Step> steps, Catalog then) {
        stages.add(new Stage(operation, phase, transactional, steps, now, then));
        now = then;
        return this;
    }

    /** Notes what a person should know before running the stages. */
    void warn(String text) {
        warnings.add(text);
    }

    List<Stage> list() {
        stages.set(0, stages.get(0).warning(warnings));
        return List.copyOf(stages);
    }
}
