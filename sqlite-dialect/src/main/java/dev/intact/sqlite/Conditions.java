package dev.intact.sqlite;

import java.util.List;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * Many conditions as one, each half of them in parentheses: SQLite takes no expression that is more than 1,000 deep (<a
 * href="https://sqlite.org/limits.html#max_expr_depth">limits</a>), and a table may have twice as many columns.
 */
final class Conditions {
    private Conditions() {}

    static Condition all(List<Condition> conditions) {
        return joined("({0}) and ({1})", conditions, DSL.trueCondition());
    }

    static Condition any(List<Condition> conditions) {
        return joined("({0}) or ({1})", conditions, DSL.falseCondition());
    }

    private static Condition joined(String template, List<Condition> conditions, Condition none) {
        int half = conditions.size() / 2;
        return switch (conditions.size()) {
            case 0 -> none;
            case 1 -> conditions.get(0);
            default ->
                DSL.condition(
                        template,
                        joined(template, conditions.subList(0, half), none),
                        joined(template, conditions.subList(half, conditions.size()), none));
        };
    }
}
