package dev.intact.plan;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import dev.intact.check.Violation;
import dev.intact.operation.Change;
import dev.intact.operation.Primitive;
import dev.intact.operation.Reverse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a run of a change will do, statement for statement. {@code toString} prints it as a table for people to review,
 * {@link #sql} as a script.
 *
 * @param change the change
 * @param mode how it runs
 * @param before the schema that it was made for
 * @param operations the primitive operations that have something to do
 * @param stages what is done, in order; empty where there is nothing to do
 * @param violations what stands in the way; a run is refused while there is anything
 * @param resolved what stands in the way and is mended by the change, as it says itself
 * @param noted what the rows hold that does not stand in the way, and is worth a person's notice
 * @param reverse how to take it back
 */
public record Plan(
        Change change,
        Mode mode,
        Catalog before,
        List<Primitive> operations,
        List<Stage> stages,
        List<Violation> violations,
        List<Violation> resolved,
        List<Violation> noted,
        Reverse reverse) {
    public Plan {
        operations = List.copyOf(operations);
        stages = List.copyOf(stages);
        violations = List.copyOf(violations);
        resolved = List.copyOf(resolved);
        noted = List.copyOf(noted);
    }

    /** {@return whether there is nothing to do} */
    public boolean isEmpty() {
        return stages.isEmpty();
    }

    /** {@return every step, in order} */
    public List<Step> steps() {
        return stages.stream().flatMap(stage -> stage.steps().stream()).toList();
    }

    /** {@return whether a table is made anew} */
    public boolean rebuilds() {
        return stages.stream().anyMatch(Stage::rebuilds);
    }

    /** {@return what a person should know before running it} */
    public List<String> warnings() {
        return stages.stream()
                .flatMap(stage -> stage.warnings().stream())
                .distinct()
                .toList();
    }

    /** {@return the schemas that a run goes through: the one it starts from, and the one after each stage} */
    public List<Catalog> catalogs() {
        var catalogs = new ArrayList<Catalog>();
        catalogs.add(before);
        stages.forEach(stage -> catalogs.add(stage.after()));
        return catalogs;
    }

    /** {@return the tables that it changes or makes} */
    public Set<TableName> touched() {
        var touched = new HashSet<TableName>();
        operations.forEach(operation -> before.find(operation.table()).ifPresent(table -> touched.add(table.name())));
        stages.forEach(stage -> touched.addAll(stage.after().tables().keySet().stream()
                .filter(table -> before.find(table).isEmpty())
                .toList()));
        return touched;
    }

    /** {@return the plan as an SQL script with comments; running it by hand does what a run does, without its retries} */
    public String sql() {
        return new PlanScript(this).toString();
    }

    /** {@return the plan as a table, with what stands in the way, warnings, and the way back} */
    @Override
    public String toString() {
        return new PlanTable(this).toString();
    }
}
