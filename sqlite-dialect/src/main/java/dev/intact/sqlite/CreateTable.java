package dev.intact.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A CREATE TABLE as {@code sqlite_schema} stores it: what the PRAGMAs leave out, and where in the text it stands.
 *
 * @param sql the text, verbatim
 * @param name the table's name, unquoted
 * @param nameSpan the table's name as it is written
 * @param columns the columns, in order
 * @param constraints what is written behind the columns, in order
 * @param options what is written behind the closing parenthesis
 * @param body what is between the table's parentheses, white space and comments included
 */
record CreateTable(
        String sql,
        String name,
        Span nameSpan,
        List<ColumnDefinition> columns,
        List<ConstraintClause> constraints,
        List<TableOption> options,
        Span body) {
    CreateTable {
        columns = List.copyOf(columns);
        constraints = List.copyOf(constraints);
        options = List.copyOf(options);
    }

    /** {@return the statement that makes it in that schema} */
    String creation(String schema) {
        return sql.substring(0, nameSpan.start()) + schema + "." + sql.substring(nameSpan.start());
    }

    /**
     * Reads a table's definition.
     *
     * @throws IllegalArgumentException if it is none, also for a virtual table and for CREATE TABLE AS SELECT, which
     *     SQLite stores as a list of columns
     */
    static CreateTable parse(String sql) {
        var reader = new TokenReader(sql);
        reader.expect("create");
        if (!reader.accept("temp")) {
            reader.accept("temporary");
        }
        reader.expect("table");
        reader.accept("if", "not", "exists");
        var name = reader.expectQualifiedName("a table");
        var open = reader.peek(0);
        reader.expect("(");
        var columns = columns(reader);
        var constraints = constraints(reader);
        var close = reader.peek(0);
        reader.expect(")");
        return new CreateTable(
                sql,
                Identifiers.unquote(name),
                name.span(),
                withDeferrals(columns),
                constraints,
                TableOption.list(reader),
                Span.between(open, close));
    }

    private static List<ColumnDefinition> columns(TokenReader reader) {
        var columns = new ArrayList<ColumnDefinition>();
        do {
            columns.add(ColumnDefinition.parse(reader));
        } while (reader.accept(",") && !ConstraintParser.startsTableConstraint(reader));
        return columns;
    }

    /** The comma between two constraints may be missing: the grammar has it so, the syntax diagram does not. */
    private static List<ConstraintClause> constraints(TokenReader reader) {
        var constraints = new ArrayList<ConstraintClause>();
        while (!reader.is(")")) {
            constraints.add(ConstraintParser.ofTable(reader));
            reader.accept(",");
        }
        return constraints;
    }

    /** Gives every DEFERRABLE that stands apart to the foreign key that SQLite gives it to. */
    private static List<ColumnDefinition> withDeferrals(List<ColumnDefinition> columns) {
        var result = new ArrayList<ColumnDefinition>(columns);
        var pending = Optional.<ConstraintClause.Deferring>empty();
        for (var i = columns.size() - 1; i >= 0; i--) {
            var constraints = new ArrayList<>(columns.get(i).constraints());
            for (var j = constraints.size() - 1; j >= 0; j--) {
                if (constraints.get(j) instanceof ConstraintClause.Deferring deferring) {
                    pending = pending.or(() -> Optional.of(deferring));
                } else if (constraints.get(j) instanceof ConstraintClause.ForeignKey key) {
                    constraints.set(
                            j,
                            pending.map(last -> key.withDeferral(last.deferral()))
                                    .orElse(key));
                    pending = Optional.empty();
                }
            }
            result.set(i, columns.get(i).withConstraints(constraints));
        }
        return result;
    }

    boolean withoutRowid() {
        return options.stream().anyMatch(option -> option.kind() == TableOption.Kind.WITHOUT_ROWID);
    }

    boolean strict() {
        return options.stream().anyMatch(option -> option.kind() == TableOption.Kind.STRICT);
    }

    /** {@return the column of that name} */
    Optional<ColumnDefinition> column(String name) {
        return columns.stream()
                .filter(column -> Identifiers.same(column.name(), name))
                .findFirst();
    }

    /** {@return the constraints behind each column and then those behind all, as written} */
    Stream<ConstraintClause> allConstraints() {
        return Stream.concat(columns.stream().flatMap(column -> column.constraints().stream()), constraints.stream());
    }

    /** {@return all foreign keys as written; {@code foreign_key_list} numbers them from the last} */
    List<ConstraintClause.ForeignKey> foreignKeys() {
        return only(ConstraintClause.ForeignKey.class);
    }

    List<ConstraintClause.Check> checks() {
        return only(ConstraintClause.Check.class);
    }

    private <T extends ConstraintClause> List<T> only(Class<T> kind) {
        return allConstraints().filter(kind::isInstance).map(kind::cast).toList();
    }
}
