package dev.intact.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollationNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "C | | C",
                "en_US.utf8 | | en_US.utf8",
                "pg_catalog.\"C\" | pg_catalog | C",
                "\"app\".german | app | german",
                "\"a\"\"b\".\"c.d\" | a\"b | c.d"
            })
    void hasASchemaWhereAPartIsQuoted(String text, String schema, String name) {
        assertThat(CollationName.parse(text)).isEqualTo(new CollationName(schema, name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pg_catalog.\"C\" | C",
                "public.\"german\" | german",
                "app.\"german\" | \"app\".\"german\"",
                "en_US.utf8 | en_US.utf8"
            })
    void isNamedWithItsSchemaOnlyWhereThatIsNotOnThePath(String text, String known) {
        assertThat(CollationName.parse(text).onPath(List.of("public"))).isEqualTo(known);
    }
}
