package dev.intact.sqlite;

import static dev.intact.Operations.addForeignKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Primitive;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proof that no orphan is left finds what foreign_key_check finds, whatever is kept in the columns. */
class OrphanProofTest {
    private static final List<String> VALUES = List.of(
            "0",
            "-0.0",
            "1",
            "1.0",
            "1.5",
            "'1'",
            "'1.0'",
            "'1e0'",
            "' 1'",
            "''",
            "'a'",
            "'A'",
            "'a '",
            "x'61'",
            "x'31'",
            "x''",
            "9007199254740992",
            "9007199254740992.0",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808.0",
            "1e300",
            "1e999");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            integer             | integer
            integer             | real
            integer             | numeric
            real                | integer
            real                | real
            real                | numeric
            numeric             | integer
            numeric             | real
            numeric             | numeric
            text                | text
            text                | varchar(2)
            text collate nocase | text collate nocase
            text collate rtrim  | text collate rtrim
            blob                | blob
            blob collate nocase | blob collate nocase
            any                 | integer
            """)
    void everyOrphanIsSeenWhateverIsReferenced(String type, String referencedType) throws SQLException {
        try (var test = TestSession.of("""
                create table parent (k %2$s unique);
                create table child (id integer primary key, k %1$s);
                create table declared (id integer primary key, k %1$s references parent (k));
                create index child_k on child (k);
                """.formatted(type, referencedType))) {
            for (var value : VALUES) {
                test.run("insert into child (k) values (%1$s);\ninsert into declared (k) values (%1$s);\n"
                        .formatted(value));
            }
            test.run("insert into child (k) values (null);\ninsert into declared (k) values (null);\n");
            var proof = proof(test, addForeignKey("child", "k").references("parent", "k"));
            for (var value : VALUES) {
                test.run("delete from parent;\n", "insert into parent values (%s);\n".formatted(value));
                assertThat(test.rows("select id from child where k in (%s) order by id".formatted(proof)))
                        .as("what references %s", value)
                        .isEqualTo(test.rows("select rowid from pragma_foreign_key_check('declared') order by rowid"));
            }
        }
    }

    @Test
    void aReferenceThatIsNullInPartPointsNowhereAndOthersMustMatchAsAWhole() throws SQLException {
        try (var test = TestSession.of("""
                create table parent (a integer, b text, unique (b, a));
                create table child (id integer primary key, a integer, b text);
                create index child_a_b on child (a, b);
                insert into parent values (1, 'x'), (2, 'y'), (3, null);
                insert into child (a, b) values (1, 'x'), (2, 'y'), (null, 'z'), (3, null), (null, null);
                """)) {
            var proof = proof(test, addForeignKey("child", "a", "b").references("parent", "a", "b"));
            assertThat(test.rows(proof)).isEmpty();
            test.run("insert into child (a, b) values (1, 'y')");
            assertThat(test.rows(proof)).containsExactly("1|y");
        }
    }

    @Test
    void indexesOnBothSidesAreReadInOrderAndNothingElse() throws SQLException {
        try (var test = TestSession.of("""
                create table parent (k text primary key, more text);
                create table child (id integer primary key, k text, more text);
                create index child_k on child (k);
                """)) {
            var plan = "explain query plan "
                    + proof(test, addForeignKey("child", "k").references("parent", "k"));
            assertThat(test.rows(plan))
                    .anyMatch(step -> step.contains("child USING COVERING INDEX child_k"))
                    .anyMatch(step -> step.contains("parent USING COVERING INDEX"))
                    .noneMatch(step -> step.contains("TEMP B-TREE"));
            test.run("drop index child_k");
            assertThat(test.rows(plan)).anyMatch(step -> step.contains("TEMP B-TREE"));
        }
    }

    @Test
    void aRowMayReferenceItself() throws SQLException {
        try (var test = TestSession.of("""
                create table node (id integer primary key, parent_id integer);
                create index node_parent_id on node (parent_id);
                insert into node values (1, null), (2, 2), (3, 1);
                """)) {
            var proof = proof(test, addForeignKey("node", "parent_id").references("node", "id"));
            assertThat(test.rows(proof)).isEmpty();
            test.run("delete from node where id = 1");
            assertThat(test.rows(proof)).containsExactly("1");
        }
    }

    @Test
    void whatAStrictTableKeepsAsItIsComparesWithNoNumber() throws SQLException {
        var tables = """
                create table parent (k any unique)%s;
                create table child (id integer primary key, k integer);
                create index child_k on child (k);
                insert into parent values ('1');
                insert into child values (1, 1);
                """;
        var operation = addForeignKey("child", "k").references("parent", "k");
        try (var test = TestSession.of(tables.formatted(" strict"))) {
            assertThatThrownBy(() -> proof(test, operation)).isInstanceOf(UnsupportedChangeException.class);
        }
        try (var test = TestSession.of(tables.formatted(""))) {
            assertThat(test.rows(proof(test, operation))).isEmpty();
        }
    }

    private static String proof(TestSession test, AddForeignKey operation) {
        var expanded = operation.expand(test.read(operation.scope()));
        return test.plan((Primitive) expanded.get(0)).stream()
                .flatMap(stage -> stage.steps().stream())
                .filter(step ->
                        step instanceof Step.Proof proof && !proof.checks().isEmpty())
                .map(Step::sql)
                .findFirst()
                .orElseThrow();
    }
}
