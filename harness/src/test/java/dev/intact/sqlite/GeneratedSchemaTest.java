package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.harness.Database;
import dev.intact.harness.TestDatabases;
import dev.intact.sqlite.ConstraintClause.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

@Tag("exhaustive")
class GeneratedSchemaTest {
    @Property(tries = 800)
    void theParserReadsWhatSqliteReads(@ForAll Random random) throws SQLException {
        var table = new OddTable(random);
        try (var database = databaseWith(table.sql, table.index);
                var connection = database.connect()) {
            assertThat(SchemaAgreement.check(connection)).isEqualTo(2);
        }
    }

    @Property(tries = 800)
    void namesAndChecksSurviveAsTheyWereMeant(@ForAll Random random) {
        var table = new OddTable(random);
        var parsed = CreateTable.parse(table.sql);
        assertThat(parsed.allConstraints().map(ConstraintClause::name).filter(Objects::nonNull))
                .as(table.sql)
                .containsExactlyElementsOf(table.constraintNames());
        assertThat(parsed.checks().stream().map(Check::expression).map(NormalForm::of))
                .as(table.sql)
                .containsExactlyElementsOf(
                        table.checks().stream().map(NormalForm::of).toList());
    }

    @Property(tries = 400)
    void withoutItsSpanAForeignKeyIsGoneAndEverythingElseIsThere(@ForAll Random random) throws SQLException {
        var before = CreateTable.parse(new OddTable(random).sql);
        for (var key : before.foreignKeys()) {
            var after = CreateTable.parse(without(key.span(), before.sql()));
            assertThat(after.foreignKeys())
                    .as(before.sql())
                    .hasSize(before.foreignKeys().size() - 1);
            assertThat(after.columns()).hasSameSizeAs(before.columns());
            try (var database = databaseWith(after.sql());
                    var connection = database.connect()) {
                assertThat(SchemaAgreement.check(connection)).isPositive();
            }
        }
    }

    @Property(tries = 400)
    void spansFollowOneAnother(@ForAll Random random) {
        var table = CreateTable.parse(new OddTable(random).sql);
        var end = table.body().start();
        for (var column : table.columns()) {
            assertThat(column.span().start()).as(table.sql()).isGreaterThanOrEqualTo(end);
            end = column.nameSpan().end();
            for (var constraint : column.constraints()) {
                assertThat(constraint.span().start()).as(table.sql()).isGreaterThanOrEqualTo(end);
                end = constraint.span().end();
            }
            assertThat(column.span().end()).as(table.sql()).isGreaterThanOrEqualTo(end);
            end = column.span().end();
        }
        for (var constraint : table.constraints()) {
            assertThat(constraint.span().start()).as(table.sql()).isGreaterThanOrEqualTo(end);
            end = constraint.span().end();
        }
        assertThat(table.body().end()).as(table.sql()).isGreaterThanOrEqualTo(end);
    }

    @Property(tries = 1000)
    void damagedTextIsRefusedOrReadAsSqliteReadsIt(@ForAll Random random) throws SQLException {
        var damaged = damaged(new OddTable(random).sql, random);
        try {
            assertThat(CreateTable.parse(damaged).columns()).isNotEmpty();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("at offset");
        }
        try (var database = TestDatabases.sqlite().open();
                var connection = database.connect()) {
            if (accepts(damaged, connection)) {
                SchemaAgreement.checkAllButTypes(connection);
            }
        }
    }

    private static String damaged(String sql, Random random) {
        var tokens = new ArrayList<>(Tokenizer.tokenize(sql));
        for (var i = 1 + random.nextInt(3); i > 0; i--) {
            var place = random.nextInt(tokens.size());
            var other = tokens.get(random.nextInt(tokens.size()));
            switch (random.nextInt(3)) {
                case 0 -> tokens.set(place, other);
                case 1 -> tokens.add(place, other);
                default -> tokens.remove(place);
            }
        }
        return tokens.stream().map(Token::text).collect(Collectors.joining());
    }

    private static boolean accepts(String sql, Connection connection) {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
            return true;
        } catch (SQLException refused) {
            return false;
        }
    }

    /** With one comma, if it stands between two: a comma next to no comma is the one before the constraints. */
    private static String without(Span span, String sql) {
        var before = sql.substring(0, span.start());
        var after = sql.substring(span.end());
        var tokensBefore = TokenReader.significant(before);
        var tokensAfter = TokenReader.significant(after);
        var last = tokensBefore.get(tokensBefore.size() - 1);
        if (!last.is(",")) {
            return before + " " + after;
        }
        if (tokensAfter.get(0).is(",")) {
            return before + after.substring(tokensAfter.get(0).end());
        }
        return tokensAfter.get(0).is(")") ? before.substring(0, last.start()) + after : before + after;
    }

    private static Database databaseWith(String... statements) throws SQLException {
        var database = TestDatabases.sqlite().open();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.executeUpdate(sql);
            }
            return database;
        } catch (SQLException refused) {
            database.close();
            throw new AssertionError(refused.getMessage() + ": " + String.join("\n", statements), refused);
        }
    }
}
