package dev.intact.examples;

import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A change as the Java that composes it. An operation says itself in Java; what is added are lines. */
final class JavaText {
    private static final Pattern ACTION = Pattern.compile("(?<=on(?:Delete|Update))\\(\"([a-z ]+)\"\\)");

    private JavaText() {}

    static String of(Change change) {
        return change.operations().stream()
                .map(JavaText::lines)
                .collect(Collectors.joining(",\n", "Change.of(\"%s\",\n".formatted(change.name()), ");"));
    }

    private static String lines(Operation operation) {
        var lines = operation.toString().replaceAll("\\)\\.(?=[a-z]+\\w*\\()", ")\n        .");
        return "    " + ACTION.matcher(lines).replaceAll(JavaText::constant);
    }

    private static String constant(MatchResult action) {
        return "(%s)".formatted(action.group(1).replace(' ', '_').toUpperCase(Locale.ROOT));
    }
}
