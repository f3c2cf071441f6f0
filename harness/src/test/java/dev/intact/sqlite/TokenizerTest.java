package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.sqlite.Token.Kind;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TokenizerTest {
    @Property
    void anyTextSurvives(@ForAll String sql) {
        assertThat(joined(sql)).isEqualTo(sql);
    }

    @Property(tries = 5000)
    void anyTextMadeOfSqlsSpecialCharactersSurvives(@ForAll("special") String sql) {
        assertThat(joined(sql)).isEqualTo(sql);
    }

    @Property(tries = 5000)
    void everyTokenKnowsWhereItStands(@ForAll("special") String sql) {
        assertThat(Tokenizer.tokenize(sql)).allSatisfy(token -> {
            assertThat(token.text()).isNotEmpty();
            assertThat(token.span().in(sql)).isEqualTo(token.text());
        });
    }

    @Property(tries = 2000)
    void aTokenAloneIsCutTheSameWay(@ForAll("special") String sql) {
        for (var token : Tokenizer.tokenize(sql)) {
            // Except "/*" before more text, whose comment could run to the end.
            assertThat(Tokenizer.tokenize(token.text())).extracting(Token::text).containsExactly(token.text());
        }
    }

    @Provide
    Arbitrary<String> special() {
        var pieces = Arbitraries.of(
                "'",
                "\"",
                "`",
                "[",
                "]",
                "--",
                "\n",
                "/*",
                "*/",
                "/",
                "*",
                "-",
                ">",
                "<",
                "=",
                "!",
                "|",
                "(",
                ")",
                ",",
                ".",
                ";",
                " ",
                "\t",
                "\u000b",
                "\u0000",
                "\uFEFF",
                "x",
                "X'",
                "e",
                "E+",
                "0x",
                "0",
                "7",
                "_",
                "$",
                "@",
                ":",
                "::",
                "#",
                "?",
                "a",
                "Ä",
                "\uD83D\uDE00",
                "\\",
                "{",
                "~",
                "%",
                "&",
                "+",
                "^");
        return pieces.list().ofMaxSize(12).map(list -> String.join("", list));
    }

    @Example
    void namesHoldDollarsAndEverythingBeyondAscii() {
        assertThat(cut("a$b _c größe 表 x1 azAZ09\u0080"))
                .containsExactly("a$b", "_c", "größe", "表", "x1", "azAZ09\u0080");
        assertThat(cut("a\u007fb")).containsExactly("a", "\u007f", "b");
    }

    @Example
    void quotesAreDoubledInsideExceptBrackets() {
        assertThat(cut("'it''s'\"a\"\"b\"`c``d`[e]]")).containsExactly("'it''s'", "\"a\"\"b\"", "`c``d`", "[e]", "]");
    }

    @Example
    void aQuoteWithoutAnEndIsOneTokenToTheEnd() {
        assertThat(Tokenizer.tokenize("a 'b, c\n--d")).last().isEqualTo(new Token(Kind.STRING, "'b, c\n--d", 2));
        assertThat(Tokenizer.tokenize("[a, b")).containsExactly(new Token(Kind.QUOTED_NAME, "[a, b", 0));
    }

    @Example
    void commentsAreSpaceAndQuotesInThemCount() {
        assertThat(cut("a -- ' \n b /* \" */ c -- (")).containsExactly("a", "b", "c");
        assertThat(kinds("/* open")).containsExactly(Kind.SPACE);
    }

    @Example
    void commentSignsInsideQuotesAreNone() {
        assertThat(cut("'--' \"/*\" [--]")).containsExactly("'--'", "\"/*\"", "[--]");
    }

    @Example
    void aVerticalTabGoesOnWithSpaceButDoesNotStartIt() {
        assertThat(Tokenizer.tokenize("a \t\n\u000b\f\r b")).hasSize(3);
        assertThat(cut("a\u000bb")).containsExactly("a", "\u000b", "b");
    }

    @Example
    void aSlashAndAStarAtTheVeryEndAreNoComment() {
        assertThat(kinds("/*")).containsExactly(Kind.SYMBOL, Kind.SYMBOL);
    }

    @Example
    void numbersKeepFractionExponentHexadecimalDigitsAndSeparators() {
        assertThat(cut("1 1.5 .5 1. 1e5 1.5E-7 0xFf 1_000 1_0.0_1e+1_0"))
                .containsExactly("1", "1.5", ".5", "1.", "1e5", "1.5E-7", "0xFf", "1_000", "1_0.0_1e+1_0");
        assertThat(cut("0xfe+1 0XAb_cd 90_9")).containsExactly("0xfe", "+", "1", "0XAb_cd", "90_9");
        assertThat(cut("1e 1e+ 0xg 1abc")).containsExactly("1e", "1e", "+", "0xg", "1abc");
        assertThat(kinds("1e5")).containsExactly(Kind.NUMBER);
        assertThat(kinds("a.5")).containsExactly(Kind.WORD, Kind.NUMBER);
        assertThat(kinds("a.b")).containsExactly(Kind.WORD, Kind.SYMBOL, Kind.WORD);
    }

    @Example
    void anXBeforeAQuoteMakesABlob() {
        assertThat(kinds("x'ab' X'' x'zz' x 'ab'"))
                .containsExactly(Kind.BLOB, Kind.BLOB, Kind.BLOB, Kind.WORD, Kind.STRING);
    }

    @Example
    void operatorsOfSeveralCharactersStayTogether() {
        assertThat(cut("||->->><<>><=>=<>!===-"))
                .containsExactly("||", "->", "->>", "<<", ">>", "<=", ">=", "<>", "!=", "==", "-");
        assertThat(cut("a|b<c>d=e!f")).containsExactly("a", "|", "b", "<", "c", ">", "d", "=", "e", "!", "f");
    }

    @Example
    void variablesOfEveryKind() {
        assertThat(cut("?12 ? :a @b $c::d(e) #f")).containsExactly("?12", "?", ":a", "@b", "$c::d(e)", "#f");
        assertThat(cut("$a(b c) $(")).containsExactly("$a(b", "c", ")", "$", "(");
    }

    private static String joined(String sql) {
        return Tokenizer.tokenize(sql).stream().map(Token::text).collect(Collectors.joining());
    }

    private static List<String> cut(String sql) {
        return TokenReader.significant(sql).stream().map(Token::text).toList();
    }

    private static List<Kind> kinds(String sql) {
        return TokenReader.significant(sql).isEmpty()
                ? Tokenizer.tokenize(sql).stream().map(Token::kind).toList()
                : TokenReader.significant(sql).stream().map(Token::kind).toList();
    }
}
