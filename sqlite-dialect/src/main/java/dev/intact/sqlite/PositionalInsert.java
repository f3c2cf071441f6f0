package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Dependent;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Table;
import java.util.List;
import java.util.stream.Stream;

/**
 * An INSERT in a trigger that gives as many values as a table has columns: one that fills them all without naming any, or
 * that copies them by {@code *}. It fails as soon as there are more or fewer ("table has 3 columns but 2 values were
 * supplied"), and with it whatever fires the trigger: SQLite says so only then.
 */
final class PositionalInsert {
    private PositionalInsert() {}

    /** {@return those of these that would fail once the table has that column, or has it no longer} */
    static List<Dependent> in(Stream<Dependent> dependents, Table table, Column column) {
        // What is computed is never given a value, but is among what * reads.
        boolean given = !(column.generation() instanceof Generation.Computed);
        return dependents
                .filter(user -> user.kind() == Dependent.Kind.TRIGGER)
                .filter(trigger -> isIn(trigger.definition(), table.name().name(), given))
                .toList();
    }

    private static boolean isIn(String trigger, String table, boolean given) {
        var reader = new TokenReader(trigger);
        while (!reader.atEnd()) {
            if (reader.next().is("into") && ((fills(reader, table) && given) || copies(reader, table))) {
                return true;
            }
        }
        return false;
    }

    private static boolean fills(TokenReader reader, String table) {
        boolean meant =
                reader.name().filter(name -> Identifiers.same(name, table)).isPresent();
        if (reader.accept("as")) {
            reader.expectName("an alias");
        }
        return meant && !reader.is("(");
    }

    private static boolean copies(TokenReader reader, String table) {
        boolean all = false;
        boolean meant = false;
        while (!reader.atEnd() && !reader.is(";")) {
            all |= reader.is("select", "*") || reader.is("distinct", "*") || reader.is(",", "*") || reader.is(".", "*");
            meant |= reader.isName() && Identifiers.same(Identifiers.unquote(reader.peek(0)), table);
            reader.next();
        }
        return all && meant;
    }
}
