package dev.intact.operation;

import dev.intact.catalog.TableName;
import dev.intact.error.InvalidChangeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One call in the canonical text of a change: {@code named("uq_tasks")}. The text reads as the Java that composes the
 * change, so it has no grammar of its own to learn.
 *
 * @param name what is called
 * @param arguments what it is given
 */
record Call(String name, List<Argument> arguments) {
    /** What a call is given. */
    sealed interface Argument {}

    /** A string. */
    record Text(String value) implements Argument {
        @Override
        public String toString() {
            return quoted(value);
        }
    }

    /** Calls in a chain: {@code column("a").to("b")}. */
    record Nested(List<Call> calls) implements Argument {
        @Override
        public String toString() {
            return chain(calls);
        }
    }

    Call {
        arguments = List.copyOf(arguments);
    }

    static Call of(String name, String... texts) {
        return of(name, List.of(texts));
    }

    static Call of(String name, List<String> texts) {
        return new Call(name, texts.stream().<Argument>map(Text::new).toList());
    }

    /** {@return a call whose first argument is a table, and the rest strings} */
    static Call of(String name, TableName table, List<String> texts) {
        Argument first = table.schema() == null
                ? new Text(table.name())
                : new Nested(List.of(of("table", table.schema(), table.name())));
        var arguments = new ArrayList<Argument>();
        arguments.add(first);
        texts.forEach(text -> arguments.add(new Text(text)));
        return new Call(name, arguments);
    }

    static String chain(List<Call> calls) {
        return calls.stream().map(Call::toString).collect(Collectors.joining("."));
    }

    @Override
    public String toString() {
        return name + arguments.stream().map(Argument::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    /** {@return the argument at that place, which is a string} */
    String text(int place) {
        if (place < arguments.size() && arguments.get(place) instanceof Text text) {
            return text.value;
        }
        throw unexpected();
    }

    /** {@return the arguments from that place on, which are strings} */
    List<String> texts(int from) {
        return IntStream.range(from, arguments.size()).mapToObj(this::text).toList();
    }

    /** {@return the first argument, which is a table} */
    TableName table() {
        if (!arguments.isEmpty() && arguments.get(0) instanceof Nested nested && nested.calls.size() == 1) {
            var table = nested.calls.get(0);
            if (table.name.equals("table") && table.arguments.size() == 2) {
                return new TableName(table.text(0), table.text(1));
            }
        }
        return TableName.of(text(0));
    }

    /** {@return this without its first argument} */
    Call withoutFirst() {
        if (arguments.isEmpty()) {
            throw unexpected();
        }
        return new Call(name, arguments.subList(1, arguments.size()));
    }

    /** {@return the chains among the arguments} */
    List<List<Call>> chains() {
        return arguments.stream().map(this::nested).toList();
    }

    /** {@return the argument at that place, which is a chain} */
    List<Call> chain(int place) {
        if (place >= arguments.size()) {
            throw unexpected();
        }
        return nested(arguments.get(place));
    }

    private List<Call> nested(Argument argument) {
        if (argument instanceof Nested nested) {
            return nested.calls;
        }
        throw unexpected();
    }

    InvalidChangeException unexpected() {
        return new InvalidChangeException("a change's text has no such call: " + this);
    }

    private static String quoted(String value) {
        var text = new StringBuilder("\"");
        value.chars().forEach(c -> text.append(escaped((char) c)));
        return text.append('"').toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c);
        };
    }
}
