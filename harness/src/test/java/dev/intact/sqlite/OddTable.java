package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A CREATE TABLE that SQLite takes, written as oddly as its grammar allows, and what was meant by it. */
final class OddTable {
    private final Random random;
    private final boolean strict;
    private final boolean withoutRowid;
    private final List<String> columns;
    private boolean primaryKey;
    private final List<String> constraintNames = new ArrayList<>();
    private final List<String> checks = new ArrayList<>();

    /** The statement. */
    final String sql;

    /** A CREATE INDEX on the table. */
    final String index;

    OddTable(Random random) {
        this.random = random;
        this.strict = chance(4);
        this.withoutRowid = chance(3);
        this.columns = names(1 + random.nextInt(5));
        var name = oneOf(OddWords.NAMES);
        this.sql = table(name);
        this.index = index(name);
    }

    /** {@return what was written after CONSTRAINT, in order} */
    List<String> constraintNames() {
        return constraintNames;
    }

    /** {@return the CHECKs as they were meant, in order} */
    List<String> checks() {
        return checks;
    }

    private String table(String name) {
        var parts = IntStream.range(0, columns.size()).mapToObj(this::column).collect(Collectors.joining("\0,\0"));
        var constraints = new StringBuilder();
        for (var i = random.nextInt(4); i > 0; i--) {
            constraints.append(constraints.isEmpty() || chance(2) ? "\0,\0" : "\0");
            constraints.append(named(tableConstraint()));
        }
        if (withoutRowid && !primaryKey) {
            constraints.append("\0,\0").append(named(tablePrimaryKey()));
        }
        var options = new ArrayList<String>();
        if (withoutRowid) {
            options.add("without\0rowid");
        }
        if (strict) {
            options.add(chance(2) ? "strict" : "STRICT");
        }
        var statement = "create\0table\0%s\0(\0%s%s\0)\0%s"
                .formatted(quoted(name), parts, constraints, String.join("\0,\0", options));
        return spaced(statement);
    }

    private String index(String table) {
        var terms = some().stream()
                .map(column -> chance(2) ? term(column) : expressionTerm(column))
                .collect(Collectors.joining("\0,\0"));
        var rows = chance(2) ? "where\0" + expression(oneOf(columns)) : "";
        return spaced("create\0%s\0index\0%s\0on\0%s\0(%s)\0%s"
                .formatted(chance(2) ? "unique" : "", quoted("index " + table), quoted(table), terms, rows));
    }

    private String column(int index) {
        var text = new StringBuilder(quoted(columns.get(index)));
        text.append('\0').append(oneOf(strict ? OddWords.STRICT_TYPES : OddWords.TYPES));
        var generated = index > 0 && chance(6);
        if (generated) {
            var expression = "(" + OddWords.CHECKS.get(1).replace("%s", bareOrQuoted(columns.get(0))) + ")";
            // No comment there: SQLite takes it into the type.
            text.append(' ')
                    .append(named((chance(2) ? "as" : "generated always\0as")
                            + expression
                            + oneOf(List.of("", "\0virtual", "\0STORED"))));
        }
        for (var i = random.nextInt(4); i > 0; i--) {
            text.append('\0').append(named(columnConstraint(columns.get(index), generated)));
        }
        return text.toString();
    }

    private String columnConstraint(String column, boolean generated) {
        return switch (random.nextInt(10)) {
            case 0 -> "not\0null\0" + conflict();
            case 1 -> "null";
            case 2 -> "unique\0" + conflict();
            case 3 -> check(column);
            case 4 -> generated ? "null" : "default\0" + oneOf(OddWords.DEFAULTS);
            case 5 -> "collate\0" + oneOf(OddWords.COLLATIONS);
            case 6 -> oneOf(OddWords.DEFERRALS);
            case 7 -> generated || primaryKey ? "null" : columnPrimaryKey();
            default -> references(1);
        };
    }

    /** Always the same: SQLite refuses two equal keys with different ones. */
    private String conflict() {
        return chance(3) ? "on\0conflict\0abort" : "";
    }

    private String columnPrimaryKey() {
        primaryKey = true;
        return "primary\0key\0" + oneOf(List.of("", "asc", "DESC")) + "\0" + conflict();
    }

    private String tableConstraint() {
        return switch (random.nextInt(4)) {
            case 0 -> check(oneOf(columns));
            case 1 -> primaryKey ? check(oneOf(columns)) : tablePrimaryKey();
            case 2 -> "unique\0(" + terms(some()) + ")\0" + conflict();
            default -> {
                var keys = some();
                var list = keys.stream().map(this::quoted).collect(Collectors.joining(","));
                yield "foreign\0key\0(" + list + ")\0" + references(keys.size());
            }
        };
    }

    /** Only of the first column: the others may be generated. */
    private String tablePrimaryKey() {
        primaryKey = true;
        return "primary\0key\0(" + terms(columns.subList(0, 1)) + ")\0" + conflict();
    }

    private String check(String column) {
        var expression = oneOf(OddWords.CHECKS);
        checks.add(expression.formatted(Identifiers.quote(column), Identifiers.quote(column)));
        return "check\0(\0" + expression.formatted(bareOrQuoted(column), bareOrQuoted(column)) + "\0)";
    }

    private String references(int columnCount) {
        var text = new StringBuilder("references\0").append(quoted(oneOf(OddWords.NAMES)));
        if (chance(2)) {
            text.append("\0(")
                    .append(names(columnCount).stream().map(this::quoted).collect(Collectors.joining("\0,\0")))
                    .append(')');
        }
        for (var i = random.nextInt(3); i > 0; i--) {
            text.append('\0').append(oneOf(OddWords.ACTIONS));
        }
        return text.append('\0')
                .append(chance(2) ? "" : oneOf(OddWords.DEFERRALS))
                .toString();
    }

    private String terms(List<String> keys) {
        return keys.stream().map(this::term).collect(Collectors.joining("\0,\0"));
    }

    private String term(String column) {
        var text = quoted(column);
        text = chance(5) ? "((" + text + "))" : text;
        return text + end();
    }

    private String expressionTerm(String column) {
        var expression = expression(column);
        return chance(2) ? "(\0" + expression + "\0)" + end() : expression + direction();
    }

    private String end() {
        return (chance(4) ? "\0collate\0" + oneOf(OddWords.COLLATIONS) : "") + direction();
    }

    private String direction() {
        return oneOf(List.of("", "", "\0asc", "\0desc"));
    }

    private String expression(String column) {
        return oneOf(OddWords.CHECKS).formatted(bareOrQuoted(column), bareOrQuoted(column));
    }

    /** With a name before it, or two, or none; the name of nothing may follow. */
    private String named(String constraint) {
        var text = new StringBuilder();
        for (var i = random.nextInt(5) - 2; i > 0; i--) {
            text.append(constraintName()).append('\0');
        }
        text.append(constraint);
        return chance(10) ? text.append('\0').append(constraintName()).toString() : text.toString();
    }

    private String constraintName() {
        constraintNames.add(oneOf(OddWords.NAMES));
        return "constraint\0" + quoted(constraintNames.get(constraintNames.size() - 1));
    }

    private List<String> names(int count) {
        var names = new ArrayList<>(OddWords.NAMES);
        Collections.shuffle(names, random);
        return names.subList(0, count);
    }

    private List<String> some() {
        var first = random.nextInt(columns.size());
        return columns.subList(first, first + 1 + random.nextInt(columns.size() - first));
    }

    /** As any kind of name, also a string. */
    private String quoted(String name) {
        return chance(5) ? "'" + name.replace("'", "''") + "'" : bareOrQuoted(name);
    }

    private String bareOrQuoted(String name) {
        var tokens = Tokenizer.tokenize(name);
        var bare = tokens.size() == 1 && tokens.get(0).kind() == Token.Kind.WORD && !Keywords.startsOperand(name);
        if (bare && chance(2)) {
            return chance(2) ? name : Identifiers.fold(name);
        }
        return switch (random.nextInt(3)) {
            case 0 -> "`" + name.replace("`", "``") + "`";
            case 1 -> name.contains("]") ? Identifiers.quote(name) : "[" + name + "]";
            default -> Identifiers.quote(name);
        };
    }

    /** Puts something between the words, and perhaps nothing around a parenthesis or a comma. */
    private String spaced(String statement) {
        var text = new StringBuilder();
        for (var piece : statement.split("\0", -1)) {
            text.append(piece).append(oneOf(List.of(" ", " ", "  ", "\n", "\t", " /* , ) ' */ ", " -- ( \" \n")));
        }
        return text.toString();
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    @Override
    public String toString() {
        return sql;
    }
}
