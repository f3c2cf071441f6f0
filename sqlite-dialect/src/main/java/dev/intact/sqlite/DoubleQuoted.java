package dev.intact.sqlite;

import dev.intact.catalog.Expression;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text in double quotes, which is a string as long as no column has that name.
 *
 * @param name the text
 */
record DoubleQuoted(String name) {
    /** {@return the expressions of that table which have it} */
    List<Expression> in(Table table) {
        var all = new ArrayList<Expression>();
        table.checks().forEach(check -> all.add(check.condition()));
        for (var column : table.columns()) {
            if (column.generation() instanceof Generation.Computed computed) {
                all.add(computed.expression());
            }
        }
        table.indexes().forEach(index -> all.addAll(expressions(index)));
        return all.stream().filter(each -> isIn(each.sql())).toList();
    }

    private static List<Expression> expressions(Index index) {
        var all = new ArrayList<Expression>();
        for (var term : index.terms()) {
            if (term.value() instanceof IndexTerm.OfExpression of) {
                all.add(of.expression());
            }
        }
        Optional.ofNullable(index.predicate()).ifPresent(all::add);
        return all;
    }

    /** {@return whether that SQL has it, not behind a table's name} */
    boolean isIn(String sql) {
        var tokens = TokenReader.significant(sql);
        for (var i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            boolean qualified = i > 0 && tokens.get(i - 1).is(".");
            if (!qualified && token.text().startsWith("\"") && Identifiers.same(Identifiers.unquote(token), name)) {
                return true;
            }
        }
        return false;
    }
}
