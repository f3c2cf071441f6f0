package dev.intact.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "'none'::text",
                "(1 + 1)",
                "'random()'",
                "'it''s now() or never'",
                "0::numeric(10,2)",
                "'x'::character varying(20)",
                "'2020-01-01'::timestamp(3) without time zone",
                "'red'::app.\"Colour (old)\"",
                "ARRAY['a'::text]",
                "cast(1 as text)",
                "true",
                "x'00'"
            })
    void literalsAreConstant(String sql) {
        assertThat(Expression.of(sql).isConstant()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now()",
                "nextval('s'::regclass)",
                "(random())",
                "CURRENT_TIMESTAMP",
                "('now'::text)::date",
                "'a'::text || \"odd name\"()",
                "1 /* ' */ + random() /* ' */",
                "lower('X'::text)",
                "SESSION_USER"
            })
    void callsAndMomentsAreNot(String sql) {
        assertThat(Expression.of(sql).isConstant()).isFalse();
    }
}
