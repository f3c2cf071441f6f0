package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdentifiersTest {
    @Test
    void everyKindOfQuotesComesOff() {
        assertThat(unquoted("\"a\"\"b\"")).isEqualTo("a\"b");
        assertThat(unquoted("`a``b`")).isEqualTo("a`b");
        assertThat(unquoted("'a''b'")).isEqualTo("a'b");
        assertThat(unquoted("[a[\"b]")).isEqualTo("a[\"b");
        assertThat(unquoted("a$B")).isEqualTo("a$B");
        assertThat(unquoted("\"\"")).isEmpty();
        assertThat(unquoted("\"a")).isEqualTo("a");
    }

    @Test
    void quotesInANameAreDoubled() {
        assertThat(Identifiers.quote("a\"b")).isEqualTo("\"a\"\"b\"");
    }

    @Test
    void caseDoesNotCountForAsciiLettersOnly() {
        assertThat(Identifiers.same("AZaz@[", "azAZ@[")).isTrue();
        assertThat(Identifiers.same("größe", "GRÖSSE")).isFalse();
        assertThat(Identifiers.same("Ä", "ä")).isFalse();
        // The Turkish dotless i, which Java's own comparison takes for an I.
        assertThat(Identifiers.same("I", "\u0131")).isFalse();
    }

    private static String unquoted(String text) {
        return Identifiers.unquote(Tokenizer.tokenize(text).get(0));
    }
}
