package dev.intact.examples;

import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import java.util.stream.Collectors;

/** A change as the Java that composes it. An operation says itself in Java; what is added are lines. */
final class JavaText {
    private JavaText() {}

    static String of(Change change) {
        return change.operations().stream()
                .map(JavaText::lines)
                .collect(Collectors.joining(",\n", "Change.of(\"%s\",\n".formatted(change.name()), ");"));
    }

    private static String lines(Operation operation) {
        return "    " + operation.toString().replaceAll("\\)\\.(?=[a-z]+\\w*\\()", ")\n        .");
    }
}
