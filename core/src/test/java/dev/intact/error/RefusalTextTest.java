package dev.intact.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalTextTest {
    @Test
    void alignsFactsOfSeveralLines() {
        assertThat(Fact.align(List.of(Fact.of("rule", "unique (a)"), Fact.of("sample", "a = 1", "a = 2"))))
                .isEqualTo("rule      unique (a)\nsample    a = 1\n          a = 2");
    }

    @Test
    void widensForALongLabel() {
        assertThat(Fact.align(List.of(Fact.of("a", "1"), Fact.of("a long label", "2"))))
                .isEqualTo("a             1\na long label  2");
    }

    @Test
    void leavesOutWhatHasNoLines() {
        assertThat(Fact.align(List.of(new Fact("nothing", List.of()), Fact.of("a", "1"))))
                .isEqualTo("a         1");
    }

    @Test
    void namesTheNearestFirst() {
        var refusal = new UnknownNameException(
                UnknownNameException.Kind.COLUMN,
                "External_Id",
                "tasks",
                List.of("id", "external_ids", "external_id", "title", "internal_id"));
        assertThat(refusal.nearest()).startsWith("external_id", "external_ids").doesNotContain("id", "title");
        assertThat(refusal)
                .hasMessageContaining("no column External_Id in tasks")
                .hasMessageContaining("external_id");
    }

    @Test
    void saysNothingOfNearestWhereNoneIsNear() {
        var refusal = new UnknownNameException(
                UnknownNameException.Kind.TABLE, "zzzz", "main", List.of("workflows", "workflow_status"));
        assertThat(refusal.nearest()).isEmpty();
        assertThat(refusal.getMessage()).doesNotContain("nearest");
    }
}
