package dev.intact.conformance;

import static dev.intact.Operations.addUnique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.check.ViolationsException;
import dev.intact.harness.StandardError;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTest extends Conformance {
    static {
        // Before the logger is made.
        System.setProperty("org.slf4j.simpleLogger.log.dev.intact", "debug");
    }

    LogTest(Target target) {
        super(target);
    }

    @Test
    void tellsWhenAChangeBeginsAndEndsAndOfEachStepAtDebug() {
        var lines = linesOf(() -> apply(addUnique("tasks", "external_id")));
        assertThat(above(lines))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("the change: begins"),
                        line -> assertThat(line).matches(".*the change: done, \\d+ steps in \\d+ ms"));
        assertThat(lines).anyMatch(line -> line.contains("DEBUG") && line.contains("unique"));
    }

    @Test
    void tellsTheKindOfARefusalAndNoValueOfARow() {
        execute("insert into tasks (id, project_id, external_id) values (98, 1, 'hidden'), (99, 1, 'hidden')");
        var lines =
                linesOf(() -> assertRefused(ViolationsException.class, () -> apply(addUnique("tasks", "external_id"))));
        assertThat(above(lines))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("the change: begins"),
                        line -> assertThat(line).endsWith("the change: not done, duplicate-key"));
        assertThat(String.join("\n", above(lines))).doesNotContain("hidden");
    }

    private static List<String> linesOf(Runnable work) {
        return StandardError.of(work).lines().toList();
    }

    private static List<String> above(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains("dev.intact") && !line.contains("DEBUG"))
                .toList();
    }
}
