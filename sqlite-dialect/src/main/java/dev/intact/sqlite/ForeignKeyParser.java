package dev.intact.sqlite;

import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a foreign key (<a href="https://sqlite.org/syntax/foreign-key-clause.html">foreign-key-clause</a>). */
final class ForeignKeyParser {
    private final TokenReader reader;
    private Action onDelete = Action.NO_ACTION;
    private Action onUpdate = Action.NO_ACTION;
    private @Nullable String match;

    private ForeignKeyParser(TokenReader reader) {
        this.reader = reader;
    }

    static ConstraintClause.ForeignKey parse(
            TokenReader reader, Optional<Token> column, @Nullable String name, int from) {
        return new ForeignKeyParser(reader).parse(column, name, from);
    }

    private ConstraintClause.ForeignKey parse(Optional<Token> column, @Nullable String name, int from) {
        var columns = reader.accept("foreign", "key")
                ? names()
                : List.of(Identifiers.unquote(column.orElseThrow(() -> reader.error("FOREIGN KEY"))));
        reader.expect("references");
        var referenced = Identifiers.unquote(reader.expectName("a table"));
        var referencedColumns = reader.is("(") ? names() : List.<String>of();
        arguments();
        var deferral = deferral(reader).orElse(Deferral.NOT_DEFERRABLE);
        return new ConstraintClause.ForeignKey(
                name, columns, referenced, referencedColumns, onDelete, onUpdate, match, deferral, reader.since(from));
    }

    /** Behind the names, old schemas can hold COLLATE and ASC or DESC, which SQLite reads and ignores (parse.y). */
    private List<String> names() {
        reader.expect("(");
        var names = new ArrayList<String>();
        do {
            names.add(Identifiers.unquote(reader.expectName("a column")));
            if (reader.accept("collate")) {
                reader.expectName("a collation");
            }
            if (!reader.accept("asc")) {
                reader.accept("desc");
            }
        } while (reader.accept(","));
        reader.expect(")");
        return List.copyOf(names);
    }

    /** In any order and any number; the last of a kind counts. ON INSERT is read and ignored. */
    private void arguments() {
        while (true) {
            if (reader.accept("match")) {
                match = Identifiers.unquote(reader.expectName("a kind of match"));
            } else if (reader.accept("on", "delete")) {
                onDelete = action();
            } else if (reader.accept("on", "update")) {
                onUpdate = action();
            } else if (reader.accept("on", "insert")) {
                action();
            } else {
                return;
            }
        }
    }

    private Action action() {
        if (reader.accept("set", "null")) {
            return Action.SET_NULL;
        }
        if (reader.accept("set", "default")) {
            return Action.SET_DEFAULT;
        }
        if (reader.accept("cascade")) {
            return Action.CASCADE;
        }
        if (reader.accept("restrict")) {
            return Action.RESTRICT;
        }
        reader.expect("no", "action");
        return Action.NO_ACTION;
    }

    /** {@return what the DEFERRABLE clauses that come next say; the last counts} */
    static Optional<Deferral> deferral(TokenReader reader) {
        var deferral = Optional.<Deferral>empty();
        while (reader.is("deferrable") || reader.is("not", "deferrable")) {
            var allowed = !reader.accept("not");
            reader.expect("deferrable");
            var deferred = reader.accept("initially", "deferred");
            if (!deferred) {
                reader.accept("initially", "immediate");
            }
            // NOT DEFERRABLE INITIALLY DEFERRED is immediate: https://sqlite.org/foreignkeys.html#fk_deferred
            deferral = Optional.of(
                    !allowed ? Deferral.NOT_DEFERRABLE : deferred ? Deferral.INITIALLY_DEFERRED : Deferral.DEFERRABLE);
        }
        return deferral;
    }
}
