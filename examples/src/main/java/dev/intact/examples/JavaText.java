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

    private static final Pattern CHOICE = Pattern.compile("(?<=, )(prefer(?:Source|Target)\\(\\))");

    private static final Pattern SURROGATE = Pattern.compile("(?<=withPrimaryKey\\(\"[^\"]{1,99}\", )\"([a-z]+)\"");

    private JavaText() {}

    static String of(Change change) {
        return change.operations().stream()
                .map(JavaText::lines)
                .collect(Collectors.joining(",\n", "Change.of(\"%s\",\n".formatted(change.name()), ");"));
    }

    private static String lines(Operation operation) {
        var lines = ACTION.matcher(calls(operation.toString())).replaceAll(JavaText::constant);
        lines = CHOICE.matcher(lines).replaceAll("Reconcile.$1");
        return "    "
                + SURROGATE
                        .matcher(lines)
                        .replaceAll(kind -> "SurrogateKey." + kind.group(1).toUpperCase(Locale.ROOT));
    }

    /** A line for each call of the chain; what is composed within an argument stays where it is. */
    private static String calls(String chain) {
        var lines = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < chain.length(); i++) {
            char c = chain.charAt(i);
            quoted ^= c == '"';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            boolean isFirst = lines.indexOf(")") < 0;
            lines.append(c == '.' && depth == 0 && !quoted && !isFirst ? "\n        ." : c);
        }
        return lines.toString();
    }

    private static String constant(MatchResult action) {
        return "(%s)".formatted(action.group(1).replace(' ', '_').toUpperCase(Locale.ROOT));
    }
}
