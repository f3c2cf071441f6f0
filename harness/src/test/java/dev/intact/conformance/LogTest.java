package dev.intact.conformance;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.check.ViolationsException;
import dev.intact.harness.StandardError;
import dev.intact.operation.Change;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleLogger;
import org.slf4j.spi.LocationAwareLogger;

class LogTest extends Conformance {
    LogTest(Target target) {
        super(target);
    }

    @Test
    void tellsWhenAChangeBeginsAndEndsAndOfEachStepAtDebug() throws ReflectiveOperationException {
        var steps = new ArrayList<Step>();
        var lines = linesOf(
                () -> steps.addAll(apply(addUnique("tasks", "external_id")).executed()));
        assertThat(above(lines))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("the change: begins"),
                        line -> assertThat(line).matches(".*the change: done, \\d+ steps in \\d+ ms"));
        assertThat(steps)
                .isNotEmpty()
                .allSatisfy(step -> assertThat(lines)
                        .filteredOn(line -> line.contains("DEBUG")
                                && line.contains(step.sql().lines().findFirst().orElseThrow()))
                        .singleElement()
                        .asString()
                        .containsPattern("\\d+ ms"));
    }

    @Test
    void tellsThatAChangeEndsWhichItsOwnListenerEnds() throws ReflectiveOperationException {
        var lines = linesOf(() -> assertThatThrownBy(() -> intact().onProgress(progress -> {
                            throw new IllegalStateException("stop");
                        })
                        .apply(Change.of("the change", addUnique("tasks", "external_id"))))
                .isInstanceOf(IllegalStateException.class));
        assertThat(above(lines))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("the change: begins"),
                        line -> assertThat(line).endsWith("the change: not done, IllegalStateException"));
    }

    @Test
    void tellsTheKindOfARefusalAndNoValueOfARow() throws ReflectiveOperationException {
        execute("insert into tasks (id, project_id, external_id) values (98, 1, 'hidden'), (99, 1, 'hidden')");
        var lines =
                linesOf(() -> assertRefused(ViolationsException.class, () -> apply(addUnique("tasks", "external_id"))));
        assertThat(above(lines))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("the change: begins"),
                        line -> assertThat(line).endsWith("the change: not done, duplicate-key"));
        assertThat(String.join("\n", above(lines))).doesNotContain("hidden");
    }

    /** At debug: slf4j-simple has no way to say so once a logger is made, which another class may have done. */
    private static List<String> linesOf(Runnable work) throws ReflectiveOperationException {
        var logger = LoggerFactory.getLogger(Intact.class);
        var level = SimpleLogger.class.getDeclaredField("currentLogLevel");
        level.setAccessible(true);
        int found = level.getInt(logger);
        level.setInt(logger, LocationAwareLogger.DEBUG_INT);
        try {
            return StandardError.of(work).lines().toList();
        } finally {
            level.setInt(logger, found);
        }
    }

    private static List<String> above(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains("dev.intact") && !line.contains("DEBUG"))
                .toList();
    }
}
