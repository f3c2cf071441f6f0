package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a CREATE TABLE.
 *
 * @param name its name, unquoted
 * @param nameSpan its name as it is written
 * @param type its declared type, verbatim, or null
 * @param constraints what is written behind it, in order
 * @param span all of it
 */
record ColumnDefinition(
        String name, Span nameSpan, @Nullable String type, List<ConstraintClause> constraints, Span span) {
    ColumnDefinition {
        constraints = List.copyOf(constraints);
    }

    static ColumnDefinition parse(TokenReader reader) {
        var from = reader.position();
        var name = reader.expectName("a column");
        var type = type(reader);
        var constraints = new ArrayList<ConstraintClause>();
        while (!reader.isOneOf(",", ")")) {
            constraints.add(ConstraintParser.ofColumn(reader, name));
        }
        return new ColumnDefinition(Identifiers.unquote(name), name.span(), type, constraints, reader.since(from));
    }

    /** Any number of names, then perhaps one or two numbers in parentheses: https://sqlite.org/syntax/type-name.html. */
    private static @Nullable String type(TokenReader reader) {
        var from = reader.position();
        while (reader.isName() && !startsGenerated(reader)) {
            reader.next();
        }
        if (reader.position() == from) {
            return null;
        }
        if (reader.is("(")) {
            reader.nextGroup();
        }
        return reader.since(from).in(reader.sql());
    }

    /**
     * GENERATED and ALWAYS can be part of a type, too; at its end they are cut off, whatever follows
     * (sqlite3AddColumn in build.c).
     */
    private static boolean startsGenerated(TokenReader reader) {
        if (!reader.accept("generated", "always")) {
            return false;
        }
        var ends = !reader.isName() && !reader.is("(");
        reader.back(reader.position() - 2);
        return ends;
    }

    ColumnDefinition withConstraints(List<ConstraintClause> others) {
        return new ColumnDefinition(name, nameSpan, type, others, span);
    }
}
