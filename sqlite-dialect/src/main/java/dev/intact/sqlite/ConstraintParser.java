package dev.intact.sqlite;

import dev.intact.catalog.Deferral;
import dev.intact.sqlite.ConstraintClause.ConflictClause;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one constraint, behind a column or behind all of them. */
final class ConstraintParser {
    private final TokenReader reader;
    private final Optional<Token> column;
    private final int from;
    private final @Nullable String name;

    /** A name belongs to the clause directly behind it; of several in a row, to the last one only. */
    private ConstraintParser(TokenReader reader, Optional<Token> column) {
        this.reader = reader;
        this.column = column;
        this.from = reader.position();
        this.name = reader.accept("constraint") ? reader.name().orElse(null) : null;
    }

    /** {@return the constraint that comes next behind this column} */
    static ConstraintClause ofColumn(TokenReader reader, Token column) {
        return new ConstraintParser(reader, Optional.of(column)).clause();
    }

    /** {@return the constraint that comes next behind all columns} */
    static ConstraintClause ofTable(TokenReader reader) {
        return new ConstraintParser(reader, Optional.empty()).clause();
    }

    /** {@return whether a table constraint comes next: a column can only be called so in quotes} */
    static boolean startsTableConstraint(TokenReader reader) {
        return reader.isOneOf("constraint", "primary", "unique", "check", "foreign");
    }

    private ConstraintClause clause() {
        var afterName = reader.position();
        try {
            return known();
        } catch (IllegalArgumentException notUnderstood) {
            reader.back(afterName);
            return unknown();
        }
    }

    private ConstraintClause known() {
        if (reader.accept("primary", "key")) {
            return primaryKey();
        }
        if (reader.accept("unique")) {
            return unique();
        }
        if (reader.accept("check")) {
            var expression = reader.parenthesized();
            // Read and ignored, behind all columns only.
            onConflict();
            return new ConstraintClause.Check(name, expression, span());
        }
        if (reader.isOneOf("foreign", "references")) {
            return ForeignKeyParser.parse(reader, column, name, from);
        }
        if (reader.is("deferrable") || reader.is("not", "deferrable")) {
            var deferral = ForeignKeyParser.deferral(reader).orElse(Deferral.NOT_DEFERRABLE);
            return new ConstraintClause.Deferring(name, deferral, span());
        }
        if (reader.accept("not", "null")) {
            return new ConstraintClause.NotNull(name, onConflict(), span());
        }
        if (reader.accept("null")) {
            onConflict();
            return new ConstraintClause.Null(name, span());
        }
        if (reader.accept("collate")) {
            var collation = Identifiers.unquote(reader.expectName("a collation"));
            return new ConstraintClause.Collate(name, collation, span());
        }
        if (reader.accept("default")) {
            return defaultValue();
        }
        if (reader.accept("generated", "always", "as") || reader.accept("as")) {
            var expression = reader.parenthesized();
            var stored = !reader.accept("virtual") && reader.accept("stored");
            return new ConstraintClause.Generated(name, expression, stored, span());
        }
        throw reader.error("a constraint");
    }

    /** AUTOINCREMENT stands at the end behind a column, but inside the list behind all of them. */
    private ConstraintClause primaryKey() {
        if (reader.is("(")) {
            var columns = IndexedColumn.list(reader);
            var autoincrement = reader.accept("autoincrement");
            reader.expect(")");
            return new ConstraintClause.PrimaryKey(name, columns, autoincrement, onConflict(), span());
        }
        var columns = inline(!reader.accept("asc") && reader.accept("desc"));
        var onConflict = onConflict();
        var autoincrement = reader.accept("autoincrement");
        return new ConstraintClause.PrimaryKey(name, columns, autoincrement, onConflict, span());
    }

    private ConstraintClause unique() {
        if (!reader.is("(")) {
            return new ConstraintClause.Unique(name, inline(false), onConflict(), span());
        }
        var columns = IndexedColumn.list(reader);
        reader.expect(")");
        return new ConstraintClause.Unique(name, columns, onConflict(), span());
    }

    private ConstraintClause defaultValue() {
        if (reader.is("(")) {
            var expression = reader.parenthesized();
            return new ConstraintClause.Default(name, expression, true, span());
        }
        var start = reader.position();
        var signed = reader.accept("+") || reader.accept("-");
        var value = reader.peek(0);
        var literal = switch (value.kind()) {
            case STRING, NUMBER, BLOB -> true;
            case QUOTED_NAME -> !signed;
            case WORD -> value.is("null") || !Keywords.isReserved(value.text());
            case VARIABLE, SYMBOL, SPACE -> false;
        };
        if (!literal) {
            throw reader.error("a literal");
        }
        reader.next();
        var expression = reader.since(start).in(reader.sql());
        return new ConstraintClause.Default(name, expression, false, span());
    }

    /** Takes what nobody understands up to the next thing that somebody might; behind a name, perhaps nothing. */
    private ConstraintClause unknown() {
        var named = reader.position() > from;
        if (!named || !reader.isOneOf(",", ")", "constraint")) {
            do {
                reader.nextGroup();
            } while (!endsClause());
        }
        return new ConstraintClause.Unknown(name, span().in(reader.sql()), span());
    }

    private boolean endsClause() {
        return startsTableConstraint(reader)
                || reader.isOneOf(
                        ",", ")", "references", "deferrable", "not", "null", "default", "collate", "generated", "as");
    }

    private List<IndexedColumn> inline(boolean descending) {
        var itself = column.orElseThrow(() -> reader.error("("));
        return List.of(IndexedColumn.inline(itself, descending));
    }

    private @Nullable ConflictClause onConflict() {
        if (!reader.accept("on", "conflict")) {
            return null;
        }
        return ConflictClause.valueOf(reader.next().text().toUpperCase(Locale.ROOT));
    }

    private Span span() {
        return reader.since(from);
    }
}
