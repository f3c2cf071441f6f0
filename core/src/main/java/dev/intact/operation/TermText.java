package dev.intact.operation;

import dev.intact.catalog.Expression;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An index's term in a change's text: {@code onColumn("a", collate("C"), desc(), nullsFirst())}. */
final class TermText {
    private TermText() {}

    /** The head of an operation's text: columns as they stand lead as arguments, what follows are calls. */
    static void calls(String operation, TableName table, List<IndexTerm> terms, List<Call> calls) {
        var leading = terms.stream()
                .takeWhile(IndexTerm::isPlainColumn)
                .map(term -> term.value().toString())
                .toList();
        calls.add(Call.of(operation, table, leading));
        terms.subList(leading.size(), terms.size()).forEach(term -> calls.add(call(term)));
    }

    private static Call call(IndexTerm term) {
        var arguments = new ArrayList<Call.Argument>();
        boolean column = term.value() instanceof IndexTerm.OfColumn;
        arguments.add(new Call.Text(term.value().toString()));
        option(arguments, "collate", term.collation());
        option(arguments, "operatorClass", term.operatorClass());
        if (term.descending()) {
            arguments.add(new Call.Nested(List.of(Call.of("desc"))));
        }
        if (term.nulls() != IndexTerm.Nulls.BY_DEFAULT) {
            arguments.add(new Call.Nested(
                    List.of(Call.of(term.nulls() == IndexTerm.Nulls.FIRST ? "nullsFirst" : "nullsLast"))));
        }
        return new Call(column ? "onColumn" : "onExpression", arguments);
    }

    private static void option(List<Call.Argument> arguments, String name, @Nullable String value) {
        if (value != null) {
            arguments.add(new Call.Nested(List.of(Call.of(name, value))));
        }
    }

    static IndexTerm read(Call call) {
        var value = call.text(0);
        var term = switch (call.name()) {
            case "onColumn" -> IndexTerm.column(value);
            case "onExpression" -> IndexTerm.expression(Expression.of(value));
            default -> throw call.unexpected();
        };
        for (var option : new Call(
                        call.name(),
                        call.arguments().subList(1, call.arguments().size()))
                .chains()) {
            term = with(term, option.get(0));
        }
        return term;
    }

    private static IndexTerm with(IndexTerm term, Call option) {
        return switch (option.name()) {
            case "collate" ->
                new IndexTerm(term.value(), option.text(0), term.operatorClass(), term.descending(), term.nulls());
            case "operatorClass" ->
                new IndexTerm(term.value(), term.collation(), option.text(0), term.descending(), term.nulls());
            case "desc" -> new IndexTerm(term.value(), term.collation(), term.operatorClass(), true, term.nulls());
            case "nullsFirst" ->
                new IndexTerm(
                        term.value(), term.collation(), term.operatorClass(), term.descending(), IndexTerm.Nulls.FIRST);
            case "nullsLast" ->
                new IndexTerm(
                        term.value(), term.collation(), term.operatorClass(), term.descending(), IndexTerm.Nulls.LAST);
            default -> throw option.unexpected();
        };
    }
}
