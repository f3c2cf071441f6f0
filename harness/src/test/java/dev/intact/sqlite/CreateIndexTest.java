package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CreateIndexTest {
    @Test
    void everyPieceSurvives() {
        var index = CreateIndex.parse("""
                CREATE UNIQUE INDEX "by title" ON [work flow] (
                    lower( title ) COLLATE nocase DESC, -- as it is shown
                    "owner" ASC
                ) WHERE owner IS NOT NULL AND title <> ')' -- so
                ;""");
        assertThat(index.name()).isEqualTo("by title");
        assertThat(index.table()).isEqualTo("work flow");
        assertThat(index.tableSpan().in(index.sql())).isEqualTo("[work flow]");
        assertThat(index.unique()).isTrue();
        assertThat(index.predicate()).isEqualTo("owner IS NOT NULL AND title <> ')'");
        assertThat(index.terms())
                .containsExactly(
                        new IndexedColumn(
                                "lower( title )",
                                null,
                                "nocase",
                                true,
                                span(index, "lower( title ) COLLATE nocase DESC")),
                        new IndexedColumn("\"owner\"", "owner", null, false, span(index, "\"owner\" ASC")));
    }

    @Test
    void aPlainIndexHasNothingElse() {
        var index = CreateIndex.parse("create index if not exists main.i on t(a)");
        assertThat(index.name()).isEqualTo("i");
        assertThat(index.unique()).isFalse();
        assertThat(index.predicate()).isNull();
        assertThat(index.terms()).extracting(IndexedColumn::column).containsExactly("a");
    }

    @Test
    void aColumnInParenthesesIsAColumn() {
        assertThat(term("((a) collate nocase) desc"))
                .isEqualTo(term("a collate nocase desc", "((a) collate nocase) desc"));
    }

    @Test
    void aColumnCalledDescIsNoDirection() {
        assertThat(term("desc").column()).isEqualTo("desc");
        assertThat(term("desc").descending()).isFalse();
        assertThat(term("desc desc").column()).isEqualTo("desc");
        assertThat(term("desc desc").descending()).isTrue();
        assertThat(term("-desc").descending()).isFalse();
    }

    @Test
    void theOutermostCollationCounts() {
        assertThat(term("(a collate binary) collate rtrim").collation()).isEqualTo("rtrim");
        assertThat(term("(a || b) collate nocase").collation()).isEqualTo("nocase");
        assertThat(term("case when a then b else c end collate nocase").collation())
                .isEqualTo("nocase");
        assertThat(term("case when a then b + 1 else c end collate nocase").collation())
                .isEqualTo("nocase");
        assertThat(term("max(a + b, -c) collate nocase").expression()).isEqualTo("max(a + b, -c)");
        assertThat(term("-a collate nocase").collation()).isEqualTo("nocase");
    }

    @Test
    void aCollationOfTheLastOperandIsNotTheTerms() {
        assertThat(term("a || b collate nocase").collation()).isNull();
        assertThat(term("a || b collate nocase").expression()).isEqualTo("a || b collate nocase");
        assertThat(term("(a) || (b) collate nocase").collation()).isNull();
        assertThat(term("case a when 1 then 2 end = b collate nocase").collation())
                .isNull();
        assertThat(term("not a collate nocase").collation()).isNull();
    }

    @Test
    void whatIsNoIndexIsRefusedWithThePosition() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreateIndex.parse("create table t(a)"))
                .withMessageContaining("expected index at offset 7, found table");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreateIndex.parse("create index i on t(a,)"))
                .withMessageContaining("expected a column or an expression at offset 22, found )");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreateIndex.parse("create index i on t(a"))
                .withMessageContaining("at offset 21, found the end");
    }

    private static IndexedColumn term(String text) {
        return CreateIndex.parse("create index i on t(" + text + ")").terms().get(0);
    }

    /** The term as if it had been written in the other words. */
    private static IndexedColumn term(String text, String written) {
        var term = term(text);
        return new IndexedColumn(
                term.expression(),
                term.column(),
                term.collation(),
                term.descending(),
                term(written).span());
    }

    private static Span span(CreateIndex index, String text) {
        var start = index.sql().indexOf(text);
        return new Span(start, start + text.length());
    }
}
