package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Other texts made of a CREATE TABLE, by what it consists of; everything else of it stays to the letter. */
final class DefinitionEdit {
    private DefinitionEdit() {}

    /** {@return the definition with that constraint behind all others} */
    static CreateTable withConstraint(CreateTable table, String clause) {
        return inserted(table, table.body().end(), ", " + clause);
    }

    /** {@return the definition with that column behind all others} */
    static CreateTable withColumn(CreateTable table, String definition) {
        var last = table.columns().get(table.columns().size() - 1);
        return inserted(table, last.span().end(), ", " + definition);
    }

    /** {@return the definition with NULL forbidden in that column} Before the other clauses: behind a name without one, it would get that name. */
    static CreateTable withNotNull(CreateTable table, ColumnDefinition column) {
        return column.constraints().isEmpty()
                ? inserted(table, column.span().end(), " not null")
                : inserted(table, column.constraints().get(0).span().start(), "not null ");
    }

    /** {@return the definition of a table of another name} */
    static CreateTable named(CreateTable table, String name) {
        return CreateTable.parse(replaced(table.sql(), table.nameSpan(), Identifiers.quote(name)));
    }

    /** {@return the definition without these clauses, which it has} */
    static CreateTable without(CreateTable table, Collection<? extends ConstraintClause> clauses) {
        var sql = table.sql();
        var spans = clauses.stream()
                .flatMap(clause -> withDeferrals(table, clause).stream())
                .map(ConstraintClause::span)
                .distinct()
                .sorted(Comparator.comparingInt(Span::start).reversed())
                .toList();
        for (var span : spans) {
            sql = without(sql, span);
        }
        return CreateTable.parse(sql);
    }

    /** A DEFERRABLE apart from its foreign key would fall to the one before. */
    private static List<ConstraintClause> withDeferrals(CreateTable table, ConstraintClause clause) {
        var going = new ArrayList<ConstraintClause>(List.of(clause));
        if (clause instanceof ConstraintClause.ForeignKey) {
            table.allConstraints()
                    .dropWhile(each -> !each.span().equals(clause.span()))
                    .skip(1)
                    .takeWhile(each -> !(each instanceof ConstraintClause.ForeignKey))
                    .filter(ConstraintClause.Deferring.class::isInstance)
                    .forEach(going::add);
        }
        return going;
    }

    /**
     * With one comma, if the clause stands between two, or is the last one: between two constraints it may be missing, and
     * one that stands next to no other is the one before them all.
     */
    private static String without(String sql, Span span) {
        var before = sql.substring(0, span.start());
        var after = sql.substring(span.end());
        var tokensBefore = TokenReader.significant(before);
        var next = TokenReader.significant(after).get(0);
        var last = tokensBefore.get(tokensBefore.size() - 1);
        if (!last.is(",")) {
            return before + " " + after;
        }
        if (next.is(",")) {
            return before + after.substring(next.end());
        }
        return next.is(")")
                ? before.substring(0, last.start()) + unlessBlank(sql.substring(last.end(), span.start())) + after
                : before + after;
    }

    /** Comments stay, and white space between nothing goes. */
    private static String unlessBlank(String text) {
        return text.isBlank() ? "" : text;
    }

    private static CreateTable inserted(CreateTable table, int at, String text) {
        return CreateTable.parse(replaced(table.sql(), new Span(at, at), text));
    }

    private static String replaced(String sql, Span span, String text) {
        return sql.substring(0, span.start()) + text + sql.substring(span.end());
    }
}
