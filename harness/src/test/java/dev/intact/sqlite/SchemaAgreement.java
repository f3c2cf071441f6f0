package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;

/** Holds what the parser reads in a database's stored schema to what the database's own PRAGMAs say. */
final class SchemaAgreement {
    private final PragmaFacts pragmas;
    private final Predicate<String> compared;

    private SchemaAgreement(Connection connection, Predicate<String> compared) {
        this.pragmas = new PragmaFacts(connection);
        this.compared = compared;
    }

    /** Parses every stored definition, compares it, and says how many there were. */
    static int check(Connection connection) throws SQLException {
        return new SchemaAgreement(connection, fact -> true).check();
    }

    /**
     * The same, except for types: where GENERATED ALWAYS is not what it seems, or the type begins with a bracket, SQLite
     * cuts characters off, not words (sqlite3AddColumn in build.c).
     */
    static int checkAllButTypes(Connection connection) throws SQLException {
        return new SchemaAgreement(connection, fact -> !SchemaFacts.isType(fact)).check();
    }

    private int check() throws SQLException {
        var stored = pragmas.rows("select type, name, tbl_name, sql from sqlite_schema where sql is not null");
        for (var row : stored) {
            switch (row.text("type")) {
                case "table" -> check(CreateTable.parse(row.text("sql")), row.text("name"));
                case "index" -> check(CreateIndex.parse(row.text("sql")), row);
                default -> throw new AssertionError("not for this parser: " + row);
            }
        }
        return stored.size();
    }

    private void check(CreateTable table, String name) throws SQLException {
        assertThat(table.name()).as(table.sql()).isEqualTo(name);
        assertThat(ParsedFacts.of(table).stream().filter(compared))
                .as(table.sql())
                .containsExactlyElementsOf(
                        pragmas.ofTable(name).stream().filter(compared).toList());
        // SQLite understood it all, so the parser must have, except for what is really nothing.
        assertThat(table.allConstraints())
                .as(table.sql())
                .allMatch(constraint -> !(constraint instanceof ConstraintClause.Unknown nothing)
                        || nothing.name() != null
                        || Identifiers.fold(nothing.text()).startsWith("generated"));
    }

    private void check(CreateIndex index, PragmaFacts.Row stored) throws SQLException {
        var table = pragmas.rows("select sql from sqlite_schema where name = ?", stored.text("tbl_name"));
        assertThat(index.name()).as(index.sql()).isEqualTo(stored.text("name"));
        assertThat(Identifiers.same(index.table(), stored.text("tbl_name"))).isTrue();
        assertThat(ParsedFacts.of(index, CreateTable.parse(table.get(0).text("sql"))))
                .as(index.sql())
                .usingElementComparator((parsed, real) -> SchemaFacts.sameTerm(parsed, real) ? 0 : 1)
                .containsExactlyElementsOf(pragmas.ofIndex(stored.text("name"), stored.text("tbl_name")));
    }
}
