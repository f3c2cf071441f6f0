package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NormalFormTest {
    @Example
    void spaceCommentsAndCaseDoNotCount() {
        assertSame("lower( \"Title\" )", "LOWER(title)");
        assertSame("a>0 AND b /* why */ < 10 -- so\n", "A > 0 and B<10");
    }

    @Example
    void theKindOfQuotesAroundANameDoesNotCount() {
        assertSame("a", "\"a\"");
        assertSame("[A]", "`a`");
        assertSame("\"a\"\"b\"", "[a\"b]");
        assertDiffer("\"Ä\"", "\"ä\"");
    }

    @Example
    void aNameInDoubleQuotesIsNotAString() {
        assertDiffer("state <> \"late\"", "state <> 'late'");
    }

    @Example
    void stringsAreUntouched() {
        assertDiffer("a = 'X'", "a = 'x'");
        assertDiffer("a = 'x  y'", "a = 'x y'");
        assertDiffer("'it''s'", "'its'");
    }

    @Example
    void operatorsWithTwoSpellingsAreOne() {
        assertSame("a <> 1", "a != 1");
        assertSame("a = 1", "a == 1");
        assertDiffer("a <> 1", "a = 1");
    }

    @Example
    void parenthesesAroundTheWholeDoNotCount() {
        assertSame("((a > 0))", "a > 0");
        assertDiffer("(a) + (b)", "a) + (b");
        assertDiffer("(a + b) * (c + d)", "a + b * c + d");
        assertDiffer("(a or b) and c", "a or b and c");
    }

    @Example
    void parenthesesThatMakeARowValueOrASubqueryCount() {
        assertThat(NormalForm.of("(1, 2)")).isEqualTo("(1, 2)");
        assertThat(NormalForm.of("(select 1)")).isEqualTo("(select 1)");
    }

    @Example
    void inListsAreKept() {
        assertSame("a in (1,2, 'x')", "A IN ( 1, 2, 'x' )");
        assertDiffer("a in (1, 2)", "a in (2, 1)");
        assertDiffer("a in (1)", "a in 1");
    }

    @Example
    void bareKeywordsAreNotNames() {
        assertDiffer("null", "\"null\"");
        assertDiffer("current_timestamp", "\"current_timestamp\"");
        assertDiffer("true", "\"true\"");
        assertSame("a IS NOT NULL", "a is not null");
    }

    @Example
    void keywordsThatFallBackAreNamesWhereAValueIsExpected() {
        assertSame("end > key", "\"end\" > \"key\"");
        assertSame("t.left = 1", "\"t\".\"left\" = 1");
        assertSame("case a when 1 then end end", "CASE a WHEN 1 THEN \"end\" END");
        assertDiffer("a like b", "a \"like\" b");
        assertSame("like(a, b)", "\"like\"(a, b)");
        assertSame("cast(a as integer)", "CAST(\"a\" AS INTEGER)");
        assertDiffer("cast(a as integer)", "\"cast\"(a as integer)");
    }

    @Example
    void symbolsKeepTheirDistance() {
        assertThat(NormalForm.of("- -1")).isEqualTo("- - 1");
        assertDiffer("- -1", "");
        assertDiffer("a < -1", "a <- 1 + 1");
    }

    @Example
    void theFormIsWrittenInOneWay() {
        assertThat(NormalForm.of("A .B+f( x,( y ),t.* )in(1) and-.5<x'AB'"))
                .isEqualTo("\"a\".\"b\" + \"f\"(\"x\", (\"y\"), \"t\".*) in (1) and - .5 < x'ab'");
        assertThat(NormalForm.of("((a")).isEqualTo("((\"a\"");
    }

    @Example
    void theWordsOfATypeAreNames() {
        assertSame("cast(a as unsigned big int)", "CAST(a AS \"unsigned\" [big] INT)");
    }

    @Example
    void numbersAndBlobsAreComparedByWhatTheySay() {
        assertSame("1E5 + 0XfF + 1_000", "1e5 + 0xff + 1000");
        assertSame("X'AB'", "x'ab'");
        assertDiffer("1", "1.0");
    }

    @Property(tries = 3000)
    void theFormOfAFormIsItself(@ForAll("pieces") String expression) {
        var form = NormalForm.of(expression);
        assertThat(NormalForm.of(form)).isEqualTo(form);
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "a", "\"A\"", "[b c]", "'x'", "1", ".5", "x'AB'", "(", ")", ",", ".", "-", "<>", "!=", "case",
                        "when", "then", "end", "not", "null", "like", "cast", "as", "collate", "--c\n", "/* d */", "||")
                .list()
                .ofMaxSize(12)
                .map(list -> String.join(" ", list));
    }

    private static void assertSame(String one, String other) {
        assertThat(NormalForm.of(one)).isEqualTo(NormalForm.of(other));
    }

    private static void assertDiffer(String one, String other) {
        assertThat(NormalForm.of(one)).isNotEqualTo(NormalForm.of(other));
    }
}
